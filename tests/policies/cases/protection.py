"""What Pulumi protects."""

from guardrails.evaluation import State
from guardrails.tokens import BUCKETS, KEY, VPC

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import Given

CASES: Table = {
    "stateful-protected": Cases(
        compliant=[[Given(VPC, protect=True)], [Given(BUCKETS[1], protect=True)]],
        violation=[[Given(VPC)], [Given(KEY)]],
        impossible={State.UNKNOWN: "whether a resource is protected is always known"},
    ),
}
