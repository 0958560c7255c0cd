"""Events as AWS documents them (tests/data/events), told of an environment of ours, and a matcher for patterns."""

import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from moto.events.models import EventPattern

from tests.harness import ACCOUNT, REGION, ROOT

Event = dict[str, Any]
FOLDER: Final = ROOT / "tests/data/events"


@dataclass(frozen=True)
class Environment:
    """One of the environments that share the account."""

    short: str
    long: str

    @property
    def cluster(self) -> str:
        return f"{self.long}-gli-cluster"

    @property
    def service(self) -> str:
        return f"{self.long}-django-api-service"

    @property
    def database(self) -> str:
        return f"gli-{self.short}-db"

    @property
    def parameters(self) -> str:
        return f"{self.short}-db-parameters-1a2b3c4"

    @property
    def repository(self) -> str:
        return f"gli-api-{self.long}"

    @property
    def secret(self) -> str:
        return f"gli/db/{self.long}-AbCdEf"


@dataclass(frozen=True)
class Sample:
    """An event of AWS's documentation; `names` says what stands in it for the names of an environment's parts."""

    file: str
    names: dict[str, str] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    """What is different in this case: values by dotted path."""

    def of(self, environment: Environment, **changes: Any) -> Event:
        """The event as it would be about this environment."""
        text = json.dumps(json.loads((FOLDER / f"{self.file}.json").read_text("utf-8"))["event"])
        text = re.sub(r"\b(111122223333|123456789012|012345678901)\b", ACCOUNT, text)
        text = re.sub(r"\bus-(east|west)-\d\b", REGION, text)
        for theirs, ours in self.names.items():
            text = text.replace(theirs, ours.format(e=environment))
        event: Event = json.loads(text)
        return changed(event, {**self.changes, **changes}, environment)


def changed(event: Event, changes: dict[str, Any], environment: Environment) -> Event:
    copy = deepcopy(event)
    for path, value in changes.items():
        *outer, last = path.split(".")
        here = copy
        for step in outer:
            here = here[step]
        here[last] = value.format(e=environment) if isinstance(value, str) else value
    return copy


def matches(pattern: dict[str, Any], event: Any) -> bool:
    """Whether EventBridge would hand the event to a rule with this pattern, as moto implements it."""
    return EventPattern(None, pattern).matches_event(event)


def value_at(event: Event, path: str) -> Any:
    """The value at a path as EventBridge writes it: `$.detail.containers[0].name`."""
    here: Any = event
    for name, index in re.findall(r"\.([\w-]+)(?:\[(\d+)\])?", path.removeprefix("$")):
        here = here.get(name) if isinstance(here, dict) else None
        if index and here is not None:
            here = here[int(index)]
    return here


def transformed(transformer: dict[str, Any], event: Event) -> str:
    """The message that EventBridge makes of an event: values in the place of their names, nothing for what is absent.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """
    text = str(transformer["inputTemplate"])
    for name, path in transformer["inputPaths"].items():
        value = value_at(event, path)
        text = text.replace(f"<{name}>", "" if value is None else str(value))
    return text
