"""What stands outside `platform:stack`, and how problems are told: all at once, and never a secret."""

import pytest

from tests.harness import load
from tests.settings.stackfile import DIGEST, GONE, GOOD, STACK, Edits, Refusals, each, edited, refusal

REFUSED: Refusals = {
    "no Region": ({"aws:region": GONE}, "aws:region is missing; add it."),
    "a Region that is none": (
        {"aws:region": "Seoul"},
        "aws:region: 'Seoul' is not a Region, such as ap-northeast-2.",
    ),
    "no account": ({"aws:allowedAccountIds": GONE}, "aws:allowedAccountIds is missing; add it."),
    "an empty list of accounts": (
        {"aws:allowedAccountIds": []},
        "aws:allowedAccountIds is empty; give at least 1.",
    ),
    "two accounts": (
        {"aws:allowedAccountIds": ["123456789012", "210987654321"]},
        "aws:allowedAccountIds has 2 entries; the most is 1.",
    ),
    "an account id that is too short": (
        {"aws:allowedAccountIds": ["12345678901"]},
        "aws:allowedAccountIds[0]: '12345678901' is not an account id of 12 digits.",
    ),
    "an account id without quotes": (
        {"aws:allowedAccountIds": [917891822317]},
        (
            "aws:allowedAccountIds has the number 917891822317, which YAML made of an account id without quotes "
            "and may not be "
            'what was written; write all of its 12 digits in quotes, such as "012345678901".'
        ),
    ),
    "an account id that lost its leading zero": (
        {"aws:allowedAccountIds": [12345678901]},
        (
            "aws:allowedAccountIds has the number 12345678901, which YAML made of an account id without quotes "
            "and may not be "
            'what was written; write all of its 12 digits in quotes, such as "012345678901".'
        ),
    ),
    "an account that is a switch": (
        {"aws:allowedAccountIds": [True]},
        "aws:allowedAccountIds[0] is true, which is not text; write it in quotes.",
    ),
    "an account that is no list": (
        {"aws:allowedAccountIds": "123456789012"},
        'aws:allowedAccountIds is not a list; write the account id as ["123456789012"].',
    ),
    "no tags": ({"aws:defaultTags": GONE}, "aws:defaultTags is missing; add it."),
    "tags without their map": (
        {"aws:defaultTags": {"System": "gli"}},
        (
            "aws:defaultTags.tags is missing; add it.\n"
            "aws:defaultTags.System is not a setting; the settings there are tags."
        ),
    ),
    "tags as text": (
        {"aws:defaultTags": "gli"},
        "aws:defaultTags is not a map; write `key: value` lines below it.",
    ),
    "a number for a tag": (
        {"aws:defaultTags/tags/CostCenter": 42},
        "aws:defaultTags.tags.CostCenter is 42, which is not text; write it in quotes.",
    ),
    "a key that only the default provider reads": (
        {"aws:assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/x"}]},
        (
            "aws:assumeRoles is set, but the platform's provider is given only "
            "allowedAccountIds, defaultTags, profile, region; "
            "remove it, and put credentials and roles into the profile that aws:profile names."
        ),
    ),
    "a misspelt key of the provider": (
        {"aws:profil": "gli"},
        "aws:profil is not a setting; did you mean `profile`?",
    ),
    "no stack": (
        {STACK: GONE},
        "platform:stack is missing; write the environment's settings under it.",
    ),
    "an empty stack": (
        {STACK: {}},
        ("platform:stack.system is missing; add it.\nplatform:stack.environment is missing; add it."),
    ),
    "a stack that is text": (
        {STACK: "prod"},
        "platform:stack is not a map; write `key: value` lines below it.",
    ),
    "a stack that is a list": (
        {STACK: [1]},
        "platform:stack is not a map; write `key: value` lines below it.",
    ),
    "images that are a list": (
        {"platform:images": ["api"]},
        "platform:images is not a map; write `key: value` lines below it.",
    ),
    "images without a map": (
        {"platform:images": ""},
        "platform:images is not a map; write `key: value` lines below it.",
    ),
    "a tag for a digest": (
        {"platform:images/api": "latest"},
        "platform:images.api: 'latest' is not a digest, sha256: and 64 digits.",
    ),
    "a digest that lost a digit": (
        {"platform:images/api": DIGEST[:-1]},
        f"platform:images.api: '{DIGEST[:-1]}' is not a digest, sha256: and 64 digits.",
    ),
    "a misspelt key of ours": (
        {"platform:image": {"api": DIGEST}},
        "platform:image is not a setting; did you mean `images`?",
    ),
    "a key of ours that is like no other": (
        {"platform:colour": "red"},
        "platform:colour is not a setting; the settings there are images, secrets, stack.",
    ),
}


@each(REFUSED)
def test_this_is_refused_in_these_words(edits: Edits, said: str) -> None:
    assert refusal(edited(edits)) == said


def test_a_stack_file_without_configuration_is_told_what_to_add() -> None:
    assert refusal({}).splitlines() == [
        "aws:region is missing; add it.",
        "aws:allowedAccountIds is missing; add it.",
        "aws:defaultTags is missing; add it.",
        "platform:stack is missing; write the environment's settings under it.",
    ]


@pytest.mark.parametrize("key", [STACK, "platform:images"])
def test_a_secure_value_is_refused_where_it_would_be_shown_in_clear(key: str) -> None:
    config = edited({f"{STACK}/services/api/environment": {"PASSWORD": "hunter2"}})
    said = refusal(config, secret_keys=(key,))
    assert said == f"{key} holds a `secure:` value; it is read and shown in clear, so keep secrets in Secrets Manager."


def test_every_part_says_what_is_wrong_with_it_at_once() -> None:
    config = edited(
        {
            "aws:region": "Seoul",
            "aws:endpoints": [],
            "platform:images/api": "latest",
            f"{STACK}/system": GONE,
            f"{STACK}/network/nat": "two",
            f"{STACK}/services/api/cpu": 300,
            f"{STACK}/services/worker/cpu": "300",
        }
    )
    assert [line.split()[0].rstrip(":") for line in refusal(config).splitlines()] == [
        "aws:endpoints",
        "aws:region",
        "platform:stack.system",
        "platform:stack.network.nat",
        "platform:stack.services.api.cpu",
        "platform:stack.services.worker.cpu",
        "platform:images.api",
    ]


def test_problems_between_parts_are_told_at_once_too() -> None:
    config = edited(
        {
            "aws:defaultTags/tags/System": "mnt",
            "platform:images/backend": DIGEST,
            f"{STACK}/network/zones": ["us-east-1a", "us-east-1b"],
            f"{STACK}/services/api/route/hosts": ["example.com"],
            f"{STACK}/services/websocket/route/priority": 100,
        }
    )
    assert [line.split()[0] for line in refusal(config, stack="dev").splitlines()] == [
        "platform:stack.environment.short",
        "aws:defaultTags.tags.System",
        "platform:stack.network.zones",
        "platform:stack.network.zones",
        "platform:stack.services.api.route.hosts",
        "platform:stack.services.websocket.route.priority",
        "platform:images.backend",
    ]


def test_images_may_be_left_out_before_the_first_release() -> None:
    assert load(edited({"platform:images": GONE})).images == {}


def test_an_image_is_read_by_its_role() -> None:
    assert load(edited({"platform:images/api": DIGEST})).images == {"api": DIGEST}


def test_a_profile_is_handed_to_the_provider() -> None:
    assert load(edited({"aws:profile": "gli"})).provider.profile == "gli"
    assert load(GOOD).provider.profile is None
