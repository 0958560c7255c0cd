"""What Pulumi protects."""

from guardrails.tokens import BUCKETS, CACHE_SERVERLESS, DATABASE, KEY, VPC

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

CASES: Table = {
    "stateful-protected": Cases(
        compliant=[[Given(VPC, protect=True)], [Given(BUCKETS[1], protect=True)]],
        violation=[[Given(VPC)], [Given(KEY)], [Given(DATABASE)], [Given(CACHE_SERVERLESS)]],
        unknown=[[Given(DATABASE, props={"replicateSourceDb": UNKNOWN})]],
        not_applicable=[[Given(DATABASE, props={"replicateSourceDb": "gli-prod-db"})]],
    ),
}
