"""What others take: AWS CDK with cdk-nag for the same environment, and Checkov on its template.

The app is `../shared/peers/cdk_app.py`, beside the project. The tools are installed on first use, each into a virtual
environment under `.venv/bench`.
"""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
INSTALLED: Final = ROOT / ".venv" / "bench"
APP: Final = ROOT.parent / "shared" / "peers" / "cdk_app.py"
PACKAGES: Final = {
    "cdk": ("aws-cdk-lib==2.275.0", "constructs==10.8.1", "cdk-nag==3.0.2"),
    "checkov": ("checkov==3.3.30",),
}

Command = tuple[str, Sequence[str], dict[str, str], bool]
"""What it is, the command, its environment, and whether it ends with exit code 1 since it finds something."""


@dataclass(frozen=True)
class Installed:
    """The Pythons that have the others, or why they are not measured."""

    pythons: dict[str, Path]
    missing: str = ""

    def commands(self, size: int, folder: Path) -> Iterator[Command]:
        """Give what to time at a number of services; the template for Checkov is made at once."""
        if not self.pythons:
            return
        cdk, out = str(self.pythons["cdk"]), folder / f"cdk-{size}"
        common = {"SERVICES": str(size), "LIMIT": "0", "OUT": str(out)}
        bare = {"CDK_VALIDATION": "false"}
        subprocess.run((cdk, str(APP)), env={**os.environ, **common, **bare}, check=True, capture_output=True)  # noqa: S603 - our own arguments
        template = folder / f"template-{size}.json"
        shutil.copy2(out / "Platform.template.json", template)
        yield "AWS CDK with cdk-nag 3, as it comes", (cdk, str(APP)), {**common, "NAG": "1"}, True
        yield "AWS CDK with cdk-nag 3, CDK's own validation off", (cdk, str(APP)), {**common, **bare, "NAG": "1"}, True
        checkov = (str(self.pythons["checkov"]), "-m", "checkov.main")
        scan = ("--framework", "cloudformation", "--skip-download", "--quiet", "--compact")
        yield "Checkov, on CDK's template", (*checkov, "-f", str(template), *scan), {}, True


def install() -> Installed:
    """Install what is not there yet."""
    if not shutil.which("node"):
        return Installed({}, "AWS CDK and Checkov were not measured: no `node` on PATH, which CDK runs on.")
    if not APP.is_file():
        return Installed({}, f"AWS CDK and Checkov were not measured: {APP} is not there.")
    return Installed({name: _python(name, packages) for name, packages in PACKAGES.items()})


def _python(name: str, packages: Sequence[str]) -> Path:
    folder = INSTALLED / name
    python, done = folder / "bin" / "python", folder / "installed"
    if not done.is_file() or done.read_text(encoding="utf-8") != "\n".join(packages):
        sys.stderr.write(f"Installing {', '.join(packages)} (once) ...\n")
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run((str(python), "-m", "pip", "install", "--quiet", *packages), check=True)  # noqa: S603 - our own arguments
        done.write_text("\n".join(packages), encoding="utf-8")
    return python
