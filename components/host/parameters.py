"""The secret variables of a host's compose file: SecureStrings in Systems Manager, which cost nothing.

They are encrypted with AWS's own key for parameters: who may read one is decided by IAM alone, and the host's role
names the path of its own.

https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random
from pulumi import Input, Output, ResourceOptions

from components.host.host_settings import HostSecret


@dataclass(frozen=True)
class ParametersArgs:
    """What the parameters are made from."""

    path: str
    """What all of their names begin with."""
    wanted: Mapping[str, HostSecret]
    """By variable."""
    values: Mapping[str, Input[str]]
    """Those of `platform:secrets`, by name."""


def secret_parameters(name: str, args: ParametersArgs, parent: pulumi.Resource) -> Sequence[aws.ssm.Parameter]:
    """One parameter for each variable; its value is generated once, or that of the stack file."""
    below = ResourceOptions(parent=parent)
    made = []
    for variable, secret in args.wanted.items():
        logical = f"{name}-{variable.lower().replace('_', '-')}"
        if secret.secret is not None:
            value = args.values[secret.secret]
        else:
            value = random.RandomPassword(logical, length=secret.generate or 0, special=False, opts=below).result
        made.append(
            aws.ssm.Parameter(
                logical,
                name=f"{args.path}/{variable}",
                description=f"{variable} of host {name}",
                type="SecureString",
                value=Output.secret(value),
                opts=below,
            )
        )
    return made
