"""The roles of this repository's workflows: one previews, one looks for drift, one deploys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import Statement, document, statement
from components.delivery.delivery_names import DELIVERY_PATH
from components.delivery.delivery_settings import DeliverySettings
from components.delivery.deploy_policy import Scope, deploy_statements, named_otherwise, read_statements
from components.delivery.release_policy import ReleaseArgs, release_statements
from components.delivery.state import state_statements
from components.delivery.trust import github_trust, of_branch, of_environment, of_pull_request
from components.wiring import Released
from naming import Names

DEPLOY_HOURS = 4
"""How long a deployment may take: the longest that a change of a database may, and an hour more."""


@dataclass(frozen=True)
class DeployRolesArgs:
    """What the roles are made from."""

    settings: DeliverySettings
    names: Names
    stack: str
    """Its name, which is that of GitHub's environment."""
    cluster: str | None
    """By name; None where no service needs one."""
    websites: Sequence[str]
    """The websites' buckets."""
    load_balancers: Sequence[str]
    """By name."""
    topic: str
    """The name of the topic of alerts."""
    secrets: Sequence[Input[str]]
    """ARNs of the secrets by which people are told of a deployment."""
    key_arn: Input[str] | None


class DeployRoles(pulumi.ComponentResource):
    """Preview reads the state alone, drift reads what is deployed, too, and deploy changes it within the boundary.

    Only a person changes these three and their policies (the boundary refuses everybody else), so that no commit
    widens what commits may do.
    """

    arns: Mapping[str, Output[str]]
    """By what they are for: preview, drift, deploy."""

    def __init__(self, name: str, args: DeployRolesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:delivery:DeployRoles", name, {"repository": args.settings.repository}, opts)
        self._args, self._below = args, ResourceOptions(parent=self)
        settings, names, stack = args.settings, args.names, args.stack
        also = named_otherwise(names, args.websites, args.load_balancers, args.topic)
        scope = Scope(names=names, stack=stack, also=also)
        repository = settings.repository
        preview = self._role("preview", names.fill("preview_role"), of_pull_request(repository), hours=1)
        self._attach("preview", preview, {"state": state_statements(names, stack, writes=False)})
        drift = self._role("drift", names.fill("drift_role"), of_branch(repository, settings.default_branch), hours=1)
        state = {"state": state_statements(names, stack, writes=False)}
        self._attach("drift", drift, {**read_statements(scope), **state})
        deploy = self._role("deploy", names.fill("deploy_role"), of_environment(repository, stack), hours=DEPLOY_HOURS)
        own = {
            "state": state_statements(names, stack, writes=True),
            "release": [*release_statements(_everything(args)), _deployments_recorded(names)],
        }
        self._attach("deploy", deploy, {**deploy_statements(scope), **own})
        self.arns = {"preview": preview.arn, "drift": drift.arn, "deploy": deploy.arn}
        self.register_outputs({})

    def _role(self, kind: str, name: str, subject: str, *, hours: int) -> aws.iam.Role:
        return aws.iam.Role(
            kind,
            name=name,
            description=f"GitHub: {subject}",
            max_session_duration=hours * 3600,
            assume_role_policy=Output.json_dumps(github_trust(self._args.names, [subject])),
            opts=self._below,
        )

    def _attach(self, kind: str, role: aws.iam.Role, statements: Mapping[str, Sequence[Statement]]) -> None:
        """Each part a policy of its own: IAM allows 6,144 characters in one, and 10,240 in all that stand in a role."""
        for part, found in statements.items():
            policy = aws.iam.Policy(
                f"{kind}-{part}",
                name=self._args.names.fill("delivery_policy", role=kind, part=part),
                path=DELIVERY_PATH,
                description=f"What GitHub's {kind} role may do: {part}",
                policy=Output.json_dumps(document(*found)),
                opts=self._below,
            )
            aws.iam.RolePolicyAttachment(f"{kind}-{part}", role=role.name, policy_arn=policy.arn, opts=self._below)


def _deployments_recorded(names: Names) -> Statement:
    """The guide's `deployment.log` (standard G-25), as `ops deploy` writes it."""
    ledger = names.arn("ssm", f"parameter/{names.system}/{names.long}/deployments")
    return statement("RecordDeployments", actions=["ssm:PutParameter"], resources=[ledger])


@dataclass(frozen=True)
class _Site:
    """Websites by a pattern."""

    bucket: str
    distribution_arn: Input[str]


def _everything(args: DeployRolesArgs) -> ReleaseArgs:
    """All services and websites, also those that the deployment itself makes: it migrates, verifies and goes back."""
    names = args.names
    services = {}
    if args.cluster is not None:
        services["*"] = Released(
            service="*",
            cluster=args.cluster,
            family=names.any("task_family"),
            log_group=names.any("service_logs"),
            repository=names.any("registry"),
            stores=(),
            role_arns=[Output.from_input(f"arn:aws:iam::{names.account}:role/{args.stack}-*")],
        )
    return ReleaseArgs(
        names=names,
        services=services,
        websites={
            bucket: _Site(bucket, f"arn:aws:cloudfront::{names.account}:distribution/*")
            for bucket in sorted({names.any("website"), *args.websites})
        },
        databases=["*"],
        secrets=args.secrets,
        key_arn=args.key_arn,
    )
