"""A host: one EC2 instance that runs a compose file, where the rest of the platform would cost too much (R-01)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._watched import Watched
from components.host.compose import HostFiles
from components.host.deploy_document import deploy_document
from components.host.host_names import log_key
from components.host.host_network import HostNetwork, HostNetworkArgs, host_network
from components.host.host_role import HostRoleArgs, host_role
from components.host.host_settings import HostSettings
from components.host.host_watch import WatchedHost, watched_host
from components.host.launch import LaunchArgs, launch, subnet_in
from components.host.parameters import ParametersArgs, secret_parameters
from components.host.told import ToldArgs, told
from components.host.user_data import cloud_config, user_data
from components.host.volume import Kept, VolumeArgs, data_volume
from components.wiring import ImageSource, LogTarget, Placement
from naming import Names


@dataclass(frozen=True)
class HostArgs:
    """What the host is made from."""

    settings: HostSettings
    names: Names
    network: Placement
    files: HostFiles
    images: Mapping[str, ImageSource]
    """The registries of the stack's images, by role."""
    digests: Mapping[str, str]
    """What was released last, by role; a role without one is not started before it is deployed."""
    secrets: Mapping[str, Input[str]]
    """Values of `platform:secrets` by name."""
    logs: Mapping[str, LogTarget]
    """The stack's log groups by key, with that of `host_names.host_log_groups` among them."""
    tags: Mapping[str, str]
    """Of what AWS makes from the template, which the provider's default tags do not reach."""
    key_arn: Input[str] | None
    """Encrypts the data volume; None takes AWS's own key."""

    @property
    def released(self) -> Mapping[str, str]:
        """The references of its images that were released, by role."""
        known = [role for role in self.settings.images if role in self.digests]
        return {role: f"{self.images[role].uri}@{self.digests[role]}" for role in known}


class Host(pulumi.ComponentResource):
    """One instance in one zone, kept alive by a group of exactly one; data and address outlive it.

    What it gives up: a new template, a failed host and a failed zone mean minutes, or in the last case as long as the
    zone is away, in which nobody is served. Another digest does not: it arrives by a command of Systems Manager.
    There is no SSH: who must see the host comes by Session Manager.
    """

    watched: Watched
    """What is watched of it."""
    exported: Mapping[str, Input[Any]]
    """What people and `ops` look for: address, group, and the document that deploys."""

    def __init__(self, name: str, args: HostArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:host:Host", name, args.settings.props(), opts)
        self._name, self._args = name, args
        settings, names = args.settings, args.names
        self._host = names.fill("host", role=name)
        self._told = told(ToldArgs(name, settings, names, args.files, args.released))
        kept = data_volume(name, VolumeArgs(settings, names, self._told.volume_tag, args.key_arn), self)
        network = host_network(
            name,
            HostNetworkArgs(self._host, args.network.vpc_id, settings.sources, protect=settings.protect),
            self,
        )
        self._launch(kept, network)
        document = self._deploy_document()
        self.watched = watched_host(WatchedHost(name, settings, self._host, kept.volume.id, kept.snapshots.id))
        self.exported = {"address": network.address.public_ip, "group": self._host, "deploy": document}
        self.register_outputs({"address": network.address.public_ip})

    def _launch(self, kept: Kept, network: HostNetwork) -> None:
        args, name = self._args, self._name
        log = args.logs[log_key(name)]
        path = args.names.fill("host_parameters", role=name)
        parameters = secret_parameters(name, ParametersArgs(path, args.settings.secrets, args.secrets), self)
        role = host_role(
            name,
            HostRoleArgs(
                names=args.names,
                host=self._host,
                logs=log,
                parameters=path,
                volume_arn=kept.volume.arn,
                address_arn=network.address.arn,
                key_arn=args.key_arn,
            ),
            self,
        )
        pulls = [args.images[image].allow_pull(name, role_name=role.role.name) for image in args.settings.images]
        launch(
            name,
            LaunchArgs(
                settings=args.settings,
                host=self._host,
                subnet_id=subnet_in(args.network.public_subnet_ids, args.network.zones, args.settings.zone),
                security_group_id=network.security_group_id,
                role=role,
                user_data=user_data(self._told),
                seed=cloud_config(replace(self._told, images={})),
                tags=args.tags,
                ready=[role.ready, log.resource, *pulls, *parameters],
            ),
            self,
        )

    def _deploy_document(self) -> str:
        document = self._args.names.fill("host_deploy_document", role=self._name)
        aws.ssm.Document(
            f"{self._name}-deploy",
            name=document,
            document_type="Command",
            document_format="JSON",
            target_type="/AWS::EC2::Instance",
            content=Output.json_dumps(deploy_document(self._host)),
            opts=ResourceOptions(parent=self),
        )
        return document
