"""KMS keys."""

from guardrails.tokens import KEY, KEY_POLICY

from tests.policies.cases.table import Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

ACCOUNT = {"AWS": "arn:aws:iam::917891822317:root"}
CONDITION = {"StringEquals": {"aws:SourceAccount": "917891822317"}}

CASES: Table = {
    "kms-rotation": Cases(
        compliant=[{"enableKeyRotation": True}, {"enableKeyRotation": True, "customerMasterKeySpec": None}],
        violation=[{}, {"enableKeyRotation": False, "customerMasterKeySpec": "SYMMETRIC_DEFAULT"}],
        unknown=[{"enableKeyRotation": UNKNOWN}],
        not_applicable=[{"customerMasterKeySpec": "RSA_4096"}],
    ),
    "kms-not-public": Cases(
        compliant=[
            {"policy": document(allow("kms:*", "*", Principal=ACCOUNT))},
            {"policy": document(allow("kms:Decrypt", "*", Principal="*", Condition=CONDITION))},
            {"policy": document({**allow("kms:*", "*", Principal="*"), "Effect": "Deny"})},
            {},
        ],
        violation=[
            {"policy": document(allow("kms:Decrypt", "*", Principal="*"))},
            {"policy": document(allow("kms:Decrypt", "*", Principal={"AWS": "*"}))},
            {"policy": document(allow("kms:Decrypt", "*", Principal={"AWS": ["*"]}, Condition={}))},
            {"policy": "{not json"},
            [Given(KEY_POLICY, props={"policy": {"Statement": allow("kms:*", "*", Principal="*")}})],
        ],
        unknown=[{"policy": UNKNOWN}, {"policy": {"Statement": [allow("kms:*", "*", Principal={"AWS": UNKNOWN})]}}],
    ),
    "kms-policy": Cases(
        compliant=[
            {"policy": document()},
            [Given(KEY, "key"), Given(KEY_POLICY, "policy", deps={"keyId": ["key"]})],
            [Given(KEY, "key", {"policy": UNKNOWN}, deps={"policy": ["other"]}), Given(KEY, "other")],
        ],
        violation=[
            {},
            [Given(KEY, "key"), Given(KEY, "other"), Given(KEY_POLICY, "policy", deps={"keyId": ["other"]})],
        ],
        unknown=[{"policy": UNKNOWN}],
    ),
    "kms-deletion-window": Cases(
        compliant=[{}, {"deletionWindowInDays": 30}, {"deletionWindowInDays": 14}],
        violation=[{"deletionWindowInDays": 13}],
        unknown=[{"deletionWindowInDays": UNKNOWN}],
    ),
    "kms-multi-region": Cases(
        compliant=[{"multiRegion": True}],
        violation=[{}, {"multiRegion": False}],
        unknown=[{"multiRegion": UNKNOWN}],
    ),
    "kms-description": Cases(
        compliant=[{"description": "Data at rest"}],
        violation=[{}, {"description": ""}],
        unknown=[{"description": UNKNOWN}],
    ),
    "kms-usable": Cases(
        compliant=[{}, {"isEnabled": True, "bypassPolicyLockoutSafetyCheck": False}],
        violation=[{"isEnabled": False}, {"bypassPolicyLockoutSafetyCheck": True}],
        unknown=[{"isEnabled": UNKNOWN}, {"bypassPolicyLockoutSafetyCheck": UNKNOWN}],
    ),
}
