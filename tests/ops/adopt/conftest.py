"""The hand-made account is made and looked at once; tests change copies of what AWS answered."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jmespath
import pytest

from ops.adopt.asking import Asking
from ops.adopt.finding import Found, Search, search
from ops.adopt.verdict import Judged, Verdict, judge
from ops.live.environment import Environment
from ops.offline.recording import Recorded
from tests.ops.adopt.hand_made import HandMade, account, asking

Alter = tuple[str, str, Mapping[str, Any]]
"""A call, such as `rds.describe_db_instances`, a JMESPath into its answers, and what stands there instead."""


@dataclass(frozen=True)
class Looked:
    """The account, what production declares, and what AWS answered."""

    made: HandMade
    environment: Environment
    asked: Asking
    search: Search
    verdict: Verdict

    def recorded(self, token: str, name: str) -> Recorded:
        """A declared resource."""
        return self.environment.recording.one(token, name)

    def id(self, token: str, name: str) -> str:
        """What the import would know a resource by; empty where it was not found."""
        found = self.search.found.get(self.recorded(token, name).urn)
        return found.import_id if found else ""

    def judged(self, token: str, name: str) -> Judged:
        """What becomes of a resource."""
        urn = self.recorded(token, name).urn
        return next(one for one in self.verdict.judged if one.recorded.urn == urn)

    def judged_by(self, asked: Asking, managed: Mapping[str, Found] | None = None) -> "Looked":
        """The same, by other answers."""
        found = search(self.environment, asked, managed or {}, {})
        return replace(self, asked=asked, search=found, verdict=judge(self.environment, asked, managed or {}))

    def otherwise(self, *altered: Alter) -> "Looked":
        """The same, had AWS answered otherwise."""
        asked = Asking(self.asked.aws, deepcopy(self.asked.answers))
        for call, where, what in altered:
            items = [
                item
                for key, answer in asked.answers.items()
                if json.loads(key)[0] == call
                for item in jmespath.search(where, answer or {}) or []
                if item
            ]
            assert items, f"{call} answered nothing at {where}"
            for item in items:
                item.update(what)
        return self.judged_by(asked)


@pytest.fixture(scope="package")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    """Production, made by hand and looked at."""
    folder: Path = tmp_path_factory.mktemp("hand-made")
    with account() as made:
        environment = made.environment(folder)
        asked = asking(environment)
        found = search(environment, asked, {}, {})
        yield Looked(made, environment, asked, found, judge(environment, asked, {}))
