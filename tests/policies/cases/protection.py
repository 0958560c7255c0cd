"""What Pulumi protects."""

from guardrails.evaluation import State
from guardrails.tokens import BUCKETS, CACHE_SERVERLESS, CERTIFICATE, DATABASE, KEY, SECRET, VPC

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

CASES: Table = {
    "stateful-protected": Cases(
        compliant=[[Given(VPC, protect=True)], [Given(BUCKETS[1], protect=True)]],
        violation=[[Given(VPC)], [Given(KEY)], [Given(DATABASE)], [Given(CACHE_SERVERLESS)]],
        unknown=[[Given(DATABASE, props={"replicateSourceDb": UNKNOWN})]],
        not_applicable=[[Given(DATABASE, props={"replicateSourceDb": "gli-prod-db"})]],
    ),
    "stateful-made-before-deleted": Cases(
        compliant=[{}, [Given(CERTIFICATE)]],
        violation=[
            [Given(VPC, delete_before_replace=True)],
            [Given(CERTIFICATE, delete_before_replace=True)],
            [Given(SECRET, delete_before_replace=True)],
        ],
        impossible={State.UNKNOWN: "it asks for an option of the resource, which is always known"},
    ),
}
