"""The runbook shows what `verify` says of a failed release: the very text."""

import re
import shlex
from dataclasses import replace

from tests.harness import ROOT
from tests.ops.release.answers import NEW
from tests.ops.release.conftest import World
from tests.ops.release.recordings import BREAKER, CRASH, coming, going_back, put_back
from tests.ops.release.test_verify import STEADY, log

SHOWN = re.compile(r"```text\n\$ (python -m ops verify [^\n]*); echo \$\?\n(.*?)\n(\d)\n```", re.DOTALL)


def test_the_runbook_shows_what_verify_says_of_a_failed_release(releasing: World) -> None:
    [(command, shown, code)] = SHOWN.findall((ROOT / "docs/releases.md").read_text("utf-8"))
    releasing.note(NEW, "started")
    failed = replace(put_back(BREAKER), stopped=[CRASH], events=[STEADY])
    releasing.cloud.play(coming(), coming(failed=2), going_back(BREAKER), failed)
    log(releasing, "e2", "Starting gunicorn 23.0.0", "KeyError: 'SENTRY_DSN'", "Worker failed to boot.")
    ended, out, err = releasing.run(*shlex.split(command)[3:])
    said = (err + out).replace(f" --config-file {releasing.file}", "")
    assert (int(code), shown) == (ended, said.rstrip("\n"))
