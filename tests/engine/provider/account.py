"""The account behind the stand-in provider: what exists in it, and what it refuses."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Protocol

from ops.offline.cloud import Cloud
from ops.offline.shapes import SHAPES
from tests.engine.provider.counterpart import Properties

TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"
DELETION_PROTECTION = ("deletionProtection", "deletionProtectionEnabled", "enableDeletionProtection")
"""How types say that AWS refuses to delete them."""
BESIDES: Mapping[str, Properties] = {"aws:ec2/vpc:Vpc": {"ipv6CidrBlock": ""}}
"""Outputs that are empty rather than absent; awsx waits for this one and would otherwise see its subnets change."""


class RefusedError(Exception):
    """AWS's answer to what it does not do."""


class Trouble(Protocol):
    """What may befall operations; it is told of each before it is done and after."""

    def before(self, operation: str, token: str, urn: str) -> None:
        """Raise RefusedError where it is not to be done."""

    def after(self, operation: str, token: str, urn: str) -> None:
        """Hold the answer back, or let it go."""


@dataclass(frozen=True)
class Fault:
    """An operation that fails: `create`, `update` or `delete` of the resource with this type and logical name."""

    operation: str
    type: str
    name: str
    message: str = "InternalFailure: try again later"

    def before(self, operation: str, token: str, urn: str) -> None:
        """Refuse it."""
        if (self.operation, self.type, self.name) == (operation, token, urn.rsplit("::", 1)[-1]):
            raise RefusedError(self.message)

    def after(self, operation: str, token: str, urn: str) -> None:
        """Nothing."""


@dataclass
class Live:
    """Something that exists."""

    type: str
    id: str
    inputs: dict[str, object]
    computed: dict[str, object]
    urn: str = ""
    """What it was made for, which ids and the like are made of."""

    @property
    def outputs(self) -> dict[str, object]:
        """Everything that AWS says about it."""
        return self.inputs | self.computed


@dataclass
class Account:
    """Everything that exists. Tests change it behind Pulumi's back, make it fail, and read what was asked of it."""

    cloud: Cloud = field(default_factory=Cloud)
    live: dict[tuple[str, str], Live] = field(default_factory=dict)
    retained: list[Live] = field(default_factory=list)
    """What Pulumi let go of and the provider left in place: task definitions with `skipDestroy`."""
    passwords: list[str] = field(default_factory=list)
    """Every password that was ever generated."""
    faults: list[Trouble] = field(default_factory=list)
    imports: dict[tuple[str, str], Live] = field(default_factory=dict)
    """What was there before Pulumi came, by type and the id that `pulumi import` takes."""
    _made: Counter[str] = field(default_factory=Counter)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def copy(self) -> "Account":
        """Another account with the same things in it."""
        with self._lock:
            live, retained = deepcopy(self.live), deepcopy(self.retained)
            imports = deepcopy(self.imports)
            return Account(self.cloud, live, retained, list(self.passwords), [], imports, Counter(self._made))

    def create(self, token: str, urn: str, inputs: Properties) -> Live:
        """Make it; raise RefusedError where something has its name already."""
        with self._befallen("create", token, urn):
            made = self._make(token, urn, inputs)
            self._refuse_twins(made)
            self._made[urn] += 1
            self.live[self.key(token, made.id, made.outputs)] = made
            return made

    def keep(self, live: Live) -> None:
        """Have something that was made before."""
        with self._lock:
            self._made[live.urn] += 1
            self.live[self._key_of(live)] = live

    def planned(self, token: str, urn: str, inputs: Properties) -> dict[str, object]:
        """What is known of it before it is made."""
        return dict(inputs) | dict(Cloud(unknown=True).create(token, urn, inputs).attributes)

    def find(self, token: str, resource_id: str, outputs: Properties) -> Live | None:
        """Give what exists under this id."""
        return self.live.get(self.key(token, resource_id, outputs))

    def importable(self, token: str, import_id: str) -> Live | None:
        """Give what `pulumi import` means by an id."""
        return self.imports.get((token, import_id))

    def adopt(self, found: Live, import_id: str) -> None:
        """Let something be there that Pulumi did not make."""
        self.live[self._key_of(found)] = found
        self.imports[found.type, import_id] = found

    def update(self, token: str, urn: str, found: Live, old: Properties, new: Properties) -> Live:
        """Change in place what differs between two sets of inputs, and leave the rest as it is now."""
        with self._befallen("update", token, urn):
            for key in old.keys() | new.keys():
                if key not in new:
                    found.inputs.pop(key, None)
                elif old.get(key) != new[key]:
                    found.inputs[key] = new[key]
            follow_the_inputs = {key for key, pattern in SHAPES[token].computed.items() if callable(pattern)}
            now = self.cloud.create(token, found.urn, found.inputs).attributes
            found.computed |= {key: now[key] for key in follow_the_inputs}
            return found

    def delete(self, token: str, urn: str, found: Live) -> None:
        """Remove it; raise RefusedError where it is protected."""
        with self._befallen("delete", token, urn):
            if any(found.inputs.get(key) for key in DELETION_PROTECTION):
                raise RefusedError(f"OperationNotPermitted: {found.id} has deletion protection")
            del self.live[self.key(token, found.id, found.outputs)]
            if found.inputs.get("skipDestroy"):
                self.retained.append(found)

    def of_type(self, token: str) -> list[Live]:
        """Give all that exist of one type."""
        return [found for found in self.live.values() if found.type == token]

    def _make(self, token: str, urn: str, inputs: Properties) -> Live:
        again = self._made[urn]
        seed = f"{again}:{urn}" if again else urn
        created = self.cloud.create(token, seed, inputs)
        computed = dict(created.attributes) | dict(BESIDES.get(token, {}))
        if token == TASK_DEFINITION:
            family = [one for one in (*self.of_type(token), *self.retained) if one.id == created.id]
            computed["revision"] = len(family) + 1
            computed["arn"] = f"{computed['arnWithoutRevision']}:{computed['revision']}"
        return Live(token, created.id, dict(inputs), computed, seed)

    def _refuse_twins(self, made: Live) -> None:
        if made.inputs.get("allowOverwrite"):
            return
        name = SHAPES[made.type].named_by
        for other in self.of_type(made.type):
            same_name = bool(name) and all(other.inputs.get(key) == made.inputs.get(key) for key in (name, "region"))
            if same_name or self._key_of(other) == self._key_of(made):
                raise RefusedError(f"AlreadyExists: there is a {made.type} {made.inputs.get(name) or made.id} already")

    @contextmanager
    def _befallen(self, operation: str, token: str, urn: str) -> Iterator[None]:
        troubles = list(self.faults)
        for trouble in troubles:
            trouble.before(operation, token, urn)
        with self._lock:
            yield
        for trouble in troubles:
            trouble.after(operation, token, urn)

    def _key_of(self, found: Live) -> tuple[str, str]:
        return self.key(found.type, found.id, found.outputs)

    def made(self, urn: str) -> int:
        """How often something was made for a URN."""
        return self._made[urn]

    @staticmethod
    def key(token: str, resource_id: str, outputs: Properties) -> tuple[str, str]:
        """All revisions of a task definition have one id; their ARNs differ. Other Regions have ids of their own."""
        if token == TASK_DEFINITION:
            return token, str(outputs["arn"])
        return token, "/".join(filter(None, (str(outputs.get("region") or ""), resource_id)))
