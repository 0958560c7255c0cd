"""Releases of a website as its bucket keeps them, and which of them is served (ADR 0010).

    .releases/state.json               which release is served, which are kept, and who writes now
    .releases/<id>/release.json        its files with their digests, and where it came from
    .releases/<id>/pages/…             its pages; its assets stand where CloudFront serves them, as long as it is kept

The state is written on the condition that nobody wrote in between, so of two writers one is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from ops.failures import AwsFailedError, RefusedError, WrongInputError
from ops.live.waiting import Clock
from ops.website.build import KEPT
from ops.website.store import Store

STATE: Final = f"{KEPT}state.json"
WRITES_WITHIN: Final = timedelta(minutes=60)
"""After which a writer that was killed keeps nobody waiting."""
TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Release:
    """One release."""

    id: str
    version: str
    """What it was built from, such as a commit's sha or a tag; empty where nobody said."""
    digest: str
    """Of all its files."""
    who: str
    """ARN of who published it."""
    at: str
    pages: Mapping[str, str]
    """SHA-256 by key."""
    assets: Mapping[str, str]

    @property
    def manifest(self) -> str:
        """Where it is described."""
        return f"{KEPT}{self.id}/release.json"

    def kept_page(self, key: str) -> str:
        """Where a page is kept."""
        return f"{KEPT}{self.id}/pages/{key}"


@dataclass(frozen=True)
class Writer:
    """Who writes now."""

    who: str
    at: str
    until: str


@dataclass(frozen=True)
class State:
    """Which release is served, and which are kept, the newest first."""

    current: str = ""
    releases: Sequence[str] = ()
    writer: Writer | None = None


@dataclass
class Releases:
    """The releases of one website."""

    store: Store
    clock: Clock
    state: State
    kept: Mapping[str, Release]
    """By id, as the state names them."""
    _etag: str | None

    @classmethod
    def read(cls, store: Store, clock: Clock) -> "Releases":
        """Read what is there; nothing where nothing was published yet."""
        found = store.read(STATE)
        if found is None:
            return cls(store=store, clock=clock, state=State(), kept={}, _etag=None)
        value, etag = found
        writer = Writer(**value["writer"]) if value["writer"] else None
        state = State(current=value["current"], releases=tuple(value["releases"]), writer=writer)
        return cls(
            store=store,
            clock=clock,
            state=state,
            kept={one: _release(store, one) for one in state.releases},
            _etag=etag,
        )

    @property
    def current(self) -> Release | None:
        """The release that is served; None before the first one."""
        return self.kept.get(self.state.current)

    @property
    def published(self) -> Mapping[str, str]:
        """The digest of every asset of the kept releases, by key."""
        return {key: digest for release in self.kept.values() for key, digest in release.assets.items()}

    def named(self, to: str) -> Release:
        """The release that `previous`, an id or a version means; raises where there is none."""
        if not self.kept:
            raise RefusedError("Nothing of this website was published yet, so there is nothing to go back to.")
        if to == "previous":
            return self._previous()
        found = [one for one in self.kept.values() if to in {one.id, one.version}]
        if not found:
            known = ", ".join(one.version or one.id for one in self.kept.values())
            raise WrongInputError(f"{to!r} is no release that is kept; those are {known}.")
        return found[0]

    def refuse_another_writer(self) -> None:
        """Raise RefusedError while somebody else writes."""
        writer = self.state.writer
        if writer and self.clock.utc().strftime(TIME) <= writer.until:
            raise RefusedError(
                f"{writer.who} has been writing to {self.store.bucket} since {writer.at}; wait for the end, "
                f"or until {writer.until} if that command was killed."
            )

    @contextmanager
    def writing(self, who: str) -> Iterator[None]:
        """Be the only one that writes; raises RefusedError where somebody else is, or was quicker."""
        self.refuse_another_writer()
        now = self.clock.utc()
        self._write(replace(self.state, writer=Writer(who, now.strftime(TIME), (now + WRITES_WITHIN).strftime(TIME))))
        try:
            yield
        except BaseException:
            self._leave()
            raise
        self._write(replace(self.state, writer=None))

    def point_to(self, release: Release, *, keep: int) -> Sequence[Release]:
        """Make this the served release, and give those that are kept no longer.

        Kept are the newest `keep`, this one, and the one that was served until now: browsers still load its assets.
        """
        order = [release.id, *self.state.releases] if release.id not in self.kept else list(self.state.releases)
        stay = [one for place, one in enumerate(order) if place < keep or one in {release.id, self.state.current}]
        dropped = [self.kept[one] for one in order if one not in stay]
        self._write(replace(self.state, current=release.id, releases=tuple(stay)))
        self.kept = {one: self.kept.get(one, release) for one in stay}
        return dropped

    def _previous(self) -> Release:
        older = list(self.state.releases)[list(self.state.releases).index(self.state.current) + 1 :]
        if not older:
            raise RefusedError(f"{self.state.current} is the oldest release that is kept; there is none before it.")
        return self.kept[older[0]]

    def _write(self, state: State) -> None:
        etag = self.store.write(STATE, asdict(state), before=self._etag)
        if etag is None:
            raise RefusedError(f"Somebody else has just begun to write to {self.store.bucket}; repeat it afterwards.")
        self.state, self._etag = state, etag

    def _leave(self) -> None:
        """Let others write; where AWS does not answer any more, they may after `until`."""
        try:
            self._write(replace(self.state, writer=None))
        except (AwsFailedError, RefusedError):
            return


def new_id(now: datetime, digest: str) -> str:
    """A release's id: when it was published, and a part of its digest."""
    return f"{now:%Y%m%d-%H%M%S}-{digest[:8]}"


def _release(store: Store, release: str) -> Release:
    found = store.read(f"{KEPT}{release}/release.json")
    if found is None:
        raise RefusedError(f"{KEPT}{release}/release.json is missing from {store.bucket}; the bucket keeps versions.")
    value: dict[str, Any] = found[0]
    return Release(**value)
