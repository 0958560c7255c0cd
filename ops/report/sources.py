"""Where results come from: the offline preview, the engine's events or an exported state, judged by the same pack."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from ops.findings import Finding, Rule
from ops.offline.pack import PolicyPack
from ops.offline.policy_config import PolicyConfig
from ops.offline.program import record_program
from ops.offline.recording import Recording
from ops.offline.stackfile import StackFile
from ops.report import sources_events, steps
from ops.report.model import Source
from ops.report.sources_state import read_state

PREVIEWED: Final = (
    "The program was judged, not what is deployed. Attributes that AWS gives are made up in AWS's form.",
    "Replacements are not seen: a preview without state has no steps.",
)
FIRST: Final = ("The program was judged as before its first deployment: what AWS gives is unknown.", PREVIEWED[1])
DEPLOYED: Final = (
    "What Pulumi last wrote down was judged. What was changed in AWS since, or made without Pulumi, is not seen.",
    "Secrets are not decrypted: rules see [secret] in their place.",
    "Replacements are not seen: a state has no steps.",
)
SAID: Final = (
    "The engine names the rules that passed or failed for a resource. Whatever else a rule said is unknown here.",
    "Events carry no source positions.",
)


UNNAMED: Final = "production"
"""The tier by which a pack judges that does not say by which."""
Levels = Mapping[str, PolicyConfig]
"""Levels and settings of policies, as `--policy-pack-config` gives them."""


@dataclass(frozen=True)
class Evidence:
    """What was judged and what the rules said of it."""

    source: Source
    tier: str
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    judged: object
    """All that was judged, as JSON."""
    notes: tuple[str, ...]
    positions: Mapping[str, str] = field(default_factory=dict)
    """`file:line` by URN."""
    drawable: Recording | None = None
    """What a picture can be drawn from: resources with every id; None where the source has none."""


def from_preview(root: Path, stack_file: StackFile, config: Levels, *, unknown_outputs: bool, at: str) -> Evidence:
    """Run the program and the pack offline."""
    with PolicyPack(root / "policies", stack_file, config=config) as pack:
        recording = record_program(root, stack_file, unknown_outputs=unknown_outputs)
        found = _of_recording(Source.PREVIEW, pack, recording, at, FIRST if unknown_outputs else PREVIEWED)
        return replace(found, drawable=None) if unknown_outputs else found


def from_state(root: Path, stack_file: StackFile, config: Levels, path: Path, *, at: str) -> Evidence:
    """Judge an exported state."""
    recording = read_state(path, stack_file)
    with PolicyPack(root / "policies", stack_file, dry_run=False, config=config) as pack:
        return _of_recording(Source.STATE, pack, recording, at, DEPLOYED)


def from_events(root: Path, stack_file: StackFile, config: Levels, path: Path) -> Evidence:
    """Read what the engine said; the pack is asked for its rules and its tier alone."""
    run = sources_events.read_run(path, stack_file)
    with PolicyPack(root / "policies", stack_file, config=config) as pack:
        rules, tier = pack.rules(), pack.tier() or UNNAMED
    findings = (
        *sources_events.judge(path, run, rules, tier),
        *steps.judge(steps.steps(run.happenings), tier),
    )
    return Evidence(Source.EVENTS, tier, (*rules, steps.RULE), findings, run.judged, (*run.notes, *SAID))


def _of_recording(source: Source, pack: PolicyPack, recording: Recording, at: str, notes: tuple[str, ...]) -> Evidence:
    findings = pack.judge(recording, at=at)
    return Evidence(
        source=source,
        tier=pack.tier() or UNNAMED,
        rules=pack.rules(),
        findings=findings,
        judged=asdict(recording),
        notes=notes,
        positions={resource.urn: resource.source for resource in recording.resources},
        drawable=recording,
    )
