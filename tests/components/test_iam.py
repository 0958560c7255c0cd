"""IAM documents as plain data."""

from components._iam import document, service_trust, statement


def test_a_statement_says_no_more_than_it_was_given() -> None:
    assert statement("Read", actions=["s3:GetObject"], resources=["arn:aws:s3:::x/*"]) == {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["arn:aws:s3:::x/*"],
    }


def test_a_statement_can_deny_everyone_under_a_condition() -> None:
    made = statement(
        "Tls",
        effect="Deny",
        principal="*",
        actions=("s3:*",),
        resources=("arn:aws:s3:::x",),
        condition={"Bool": {"aws:SecureTransport": "false"}},
    )
    assert made == {
        "Sid": "Tls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:*"],
        "Resource": ["arn:aws:s3:::x"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_a_document_has_the_version_in_which_variables_and_conditions_work() -> None:
    assert document() == {"Version": "2012-10-17", "Statement": []}


def test_a_service_is_trusted_only_on_behalf_of_this_account() -> None:
    trust = service_trust(
        "ecs-tasks.amazonaws.com", account="123456789012", source_arn="arn:aws:ecs:ap-northeast-2:123456789012:*"
    )
    assert trust["Statement"] == [
        {
            "Sid": "Service",
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:ecs:ap-northeast-2:123456789012:*"},
            },
        }
    ]
