"""What is written to the stack file for a restored database, and for the task that anonymises it."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import WrongInputError

ROOM_PERCENT: Final = 110
"""What storage autoscaling's limit must be of the storage.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
"""
OF_THE_OTHER: Final = ("name", "restore")
"""Settings that are the old database's alone."""
OF_SERVING: Final = (
    "alarms", "container", "deployment", "image_of", "metrics", "name", "port", "route", "scaling", "short",
    "singleton", "tasks", "verify",
)  # fmt: skip
"""Settings of a service that a task which only anonymises has not, or has of its own."""

ALWAYS_HEALTHY: Final = {"command": ["true"]}
"""What asks a task for its health that serves nobody: it is over when its command is."""


@dataclass(frozen=True)
class Entry:
    """What to write."""

    role: str
    """Of the database to restore from."""
    new: str
    time: str
    """`latest`, or UTC."""
    storage: int
    """GiB that the old one has now."""
    anonymise: str | None = None
    """The service whose `migration.anonymise` makes the copy one that may be shown."""

    @property
    def task(self) -> str:
        """The role of the service that anonymises: it runs no task but that one."""
        return f"{self.new}-anon"

    def put(self, stack: Any) -> None:
        """Write it under `platform:stack`; raises WrongInputError for a role that is taken."""
        databases, services = stack["databases"], stack["services"]
        for taken in (databases, stack.get("caches") or {}, services):
            if self.new in taken:
                raise WrongInputError(f"{self.new!r} is a role of this stack already; name another one by --new.")
        databases[self.new] = self._database(databases[self.role] or {})
        if self.anonymise is not None:
            services[self.task] = self._service(services[self.anonymise])

    def _database(self, before: Mapping[str, Any]) -> Any:
        settings = deepcopy(before)
        new = {key: value for key, value in settings.items() if key not in OF_THE_OTHER}
        new.setdefault("prefix", self.role.upper().replace("-", "_"))
        storage = max(self.storage, int(new.get("storage", 0)))
        if self.storage > int(new.get("storage", 0)):
            new["storage"] = storage
        least = -(-storage * ROOM_PERCENT // 100)
        if int(new.get("max_storage", least)) < least:
            new["max_storage"] = least
        return new | {"restore": {"of": self.role, "time": self.time}}

    def _service(self, before: Mapping[str, Any]) -> Any:
        command = (before.get("migration") or {}).get("anonymise")
        if not command:
            raise WrongInputError(
                f"services.{self.anonymise}.migration has no `anonymise`; write there the command of its image that "
                "makes data anonymous."
            )
        kept = {key: deepcopy(value) for key, value in before.items() if key not in OF_SERVING}
        return kept | {
            "health_check": deepcopy(ALWAYS_HEALTHY),
            "image_of": before.get("image_of") or self.anonymise,
            "tasks": 0,
            "uses": [self.new],
            "migration": {"command": deepcopy(command)},
        }
