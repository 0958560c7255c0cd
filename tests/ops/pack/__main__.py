import os

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

BUCKET = "aws:s3/bucket:Bucket"
KEY = "aws:kms/key:Key"


def about(kind: str, token: str) -> list[str]:
    return [
        f"kind:{kind}",
        f"on:{token}",
        "standard:M-01",
        "control:FSBP:S3.1",
        "control:FSBP:S3.2",
        "why:W.",
        "fix:F.",
    ]


def tagged(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type != BUCKET:
        args.not_applicable()
    state = args.props["tags"]["state"]
    if state == "violation":
        report("no owner", None)
        report("no cost centre", None)
    elif state == "error":
        report("error: KeyError at tags.py:3", None)
    elif state == "crash":
        raise KeyError(state)
    elif state == "exit":
        os._exit(7)
    elif state != "compliant":
        args.not_applicable(f"{state}: because of {state}")


def configured(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type != KEY:
        args.not_applicable()
    region = pulumi.Config("aws").get("region")
    facts = f"{pulumi.get_project()} {pulumi.get_stack()} {region} {args.props['description']}"
    provider = args.provider.props["region"] if args.provider else "no provider"
    report(f"{facts} {provider} {args.opts.protect} {args.opts.custom_timeouts.create_seconds}", None)


def related(args: StackValidationArgs, report: ReportViolation) -> None:
    lines = []
    for key in (resource for resource in args.resources if resource.resource_type == KEY):
        used_by = [other.name for other in args.resources if key in other.property_dependencies.get("kmsKeyId", [])]
        if key.name == "unused":
            report(f"nothing uses it, inside {key.parent.name if key.parent else ''}", key.urn)
        elif not used_by:
            lines.append(f"exempted {key.urn}: until 2027-01-31: by ops")
        elif "unknown" in key.name:
            lines.append(f"unknown {key.urn}: keyId")
    if lines:
        args.not_applicable("\n".join(lines))


def current(args: StackValidationArgs, report: ReportViolation) -> None:
    at = args.get_config().get("at")
    if at and at > "2027-01-31":
        report(f"an exemption has expired on {at}", None)


PolicyPack(
    "test",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[
        ResourceValidationPolicy(
            "tagged", "Buckets are tagged.", tagged, severity=Severity.HIGH, tags=about("resource", BUCKET)
        ),
        ResourceValidationPolicy(
            "configured",
            "Keys are described.",
            configured,
            enforcement_level=EnforcementLevel.ADVISORY,
            severity=Severity.LOW,
            tags=about("resource", KEY),
        ),
        StackValidationPolicy("related", "Keys are used.", related, tags=about("stack", KEY)),
        StackValidationPolicy(
            "exemptions-are-current",
            "No exemption has expired.",
            current,
            config_schema=PolicyConfigSchema({"at": {"type": "string"}}),
            tags=["kind:stack"],
        ),
    ],
)
