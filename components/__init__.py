"""The parts of an environment, one room per concern; see docs/adr/0001 for the house."""

from components import _lazy_aws

_lazy_aws.install()  # before a component loads the SDK
