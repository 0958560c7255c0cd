from dataclasses import replace
from pathlib import Path
from tests.ops.release.answers import NEW
from tests.ops.release.recordings import BREAKER, CRASH, coming, going_back, put_back
from tests.ops.release.test_verify import STEADY, log
def test_x(releasing):
    releasing.note(NEW, "started")
    failed = replace(put_back(BREAKER), stopped=[CRASH], events=[STEADY])
    releasing.cloud.play(coming(), coming(failed=2), going_back(BREAKER), failed)
    log(releasing, "e2", "Starting gunicorn 23.0.0", "KeyError: 'SENTRY_DSN'", "Worker failed to boot.")
    ended, out, err = releasing.run("verify")
    p=Path("docs/releases.md"); t=p.read_text()
    p.write_text(t.replace("VERIFY\n1\n", (err+out).replace(f" --config-file {releasing.file}","").rstrip("\n")+f"\n{ended}\n"))
