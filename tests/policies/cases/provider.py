"""AWS providers, whose properties Pulumi keeps as JSON."""

import json
from typing import Any

from guardrails.evaluation import State
from guardrails.tokens import PROVIDER

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given


def _tags(**tags: str) -> dict[str, Any]:
    return {"defaultTags": json.dumps({"tags": tags})}


DEFAULT = [Given(PROVIDER, "default_7_51_1")]
TAGS = {"System": "gli", "Environment": "production", "ManagedBy": "pulumi"}

CASES: Table = {
    "provider-account": Cases(
        compliant=[{"allowedAccountIds": '["917891822317"]'}, {"allowedAccountIds": ["917891822317"]}],
        violation=[{}, {"allowedAccountIds": "[]"}, {"allowedAccountIds": None}],
        unknown=[{"allowedAccountIds": UNKNOWN}, {"allowedAccountIds": [UNKNOWN]}],
        not_applicable=[DEFAULT],
    ),
    "provider-tags": Cases(
        compliant=[_tags(**TAGS), {"defaultTags": {"tags": TAGS}}],
        violation=[{}, *(_tags(**{**TAGS, tag: ""}) for tag in TAGS), _tags(System="gli", Environment="production")],
        unknown=[{"defaultTags": UNKNOWN}, {"defaultTags": {"tags": {**TAGS, "System": UNKNOWN}}}],
        not_applicable=[DEFAULT],
    ),
    "provider-region": Cases(
        compliant=[
            {"region": region}
            for region in ("ap-northeast-2", "us-east-1", "ap-northeast-1", "eu-central-1", "ap-southeast-2")
        ],
        violation=[{}, {"region": "us-west-2"}],
        unknown=[{"region": UNKNOWN}],
        not_applicable=[DEFAULT],
    ),
    "provider-explicit": Cases(
        compliant=[[Given(PROVIDER, "aws")]],
        violation=[DEFAULT, [Given(PROVIDER, "default")]],
        impossible={State.UNKNOWN: "a resource's name is always known"},
    ),
}
