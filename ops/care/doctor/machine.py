"""This machine: Python, the packages, and Pulumi's CLI with its plugins, backend and stack."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement

from ops.care.doctor.model import Check, failed, ok, warning
from ops.live.redaction import redacted
from ops.offline import goyaml

Run = Callable[[Sequence[str]], tuple[int, str, str]]
"""Runs a command; its exit code, stdout and stderr. The code is 127 where there is no such program."""
NO_SUCH_PROGRAM: Final = 127
WITHIN_SECONDS: Final = 60.0
PYTHON: Final = (3, 11)
"""As pyproject.toml asks for."""
PROVIDERS: Final = {"pulumi-aws": "aws", "pulumi-awsx": "awsx", "pulumi-random": "random"}
"""Packages whose plugin has the package's own version."""
PASSPHRASES: Final = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def run(command: Sequence[str]) -> tuple[int, str, str]:
    """Run a program of this machine, without asking anybody anything."""
    try:
        ended = subprocess.run(
            list(command), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=WITHIN_SECONDS, check=False
        )
    except FileNotFoundError:
        return NO_SUCH_PROGRAM, "", ""
    except subprocess.TimeoutExpired:
        return 1, "", f"no answer within {WITHIN_SECONDS:.0f} s"
    return ended.returncode, ended.stdout, ended.stderr


def python() -> Check:
    """Python's version."""
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < PYTHON:
        return failed("Python", found, f"Install Python {PYTHON[0]}.{PYTHON[1]} or later")
    return ok("Python", found)


def packages(root: Path) -> Check:
    """Whether the packages are those of requirements.txt, as far as this Python and this system need them."""
    wrong = []
    for line in (root / "requirements.txt").read_text("utf-8").splitlines():
        if line[:1].isalnum():  # else a comment, or a hash of the line above
            pinned = Requirement(line.rstrip(" \\"))
            found = _version(pinned.name)
            if (pinned.marker is None or pinned.marker.evaluate()) and f"=={found}" != str(pinned.specifier):
                wrong.append(f"{pinned.name} is {found or 'missing'}, not {str(pinned.specifier).removeprefix('==')}")
    if wrong:
        return failed("packages", "; ".join(wrong), "pip install -r requirements.txt")
    return ok("packages", "as requirements.txt has them")


def cli(root: Path, execute: Run) -> Check:
    """Whether Pulumi's CLI is there and new enough."""
    code, out, _ = execute(["pulumi", "version"])
    if code != 0:
        return failed("Pulumi CLI", "not on PATH", "Install it: https://www.pulumi.com/docs/install/")
    wanted = str(goyaml.read(root / "Pulumi.yaml").get("requiredPulumiVersion", ""))
    found = out.strip()
    if _parts(found) < _parts(wanted):
        return failed("Pulumi CLI", f"{found}; Pulumi.yaml wants {wanted}", "https://www.pulumi.com/docs/install/")
    return ok("Pulumi CLI", found)


def plugins(execute: Run) -> Iterator[Check]:
    """Whether the providers' plugins are those of the packages; Pulumi fetches what is missing by itself."""
    code, out, err = execute(["pulumi", "plugin", "ls", "--json"])
    if code != 0:
        yield warning("plugins", _said(err), "pulumi plugin ls")
        return
    there = {(str(one["name"]), str(one.get("version", ""))) for one in _json(out, [])}
    for package, plugin in PROVIDERS.items():
        wanted = _version(package)
        install = f"pulumi plugin install resource {plugin} {wanted}"
        if (plugin, wanted) in there:
            yield ok(f"plugin {plugin}", wanted)
        else:
            yield warning(f"plugin {plugin}", f"{wanted} is not installed; `pulumi up` fetches it", install)


def backend(stack: str, execute: Run) -> Iterator[Check]:
    """Whether the state can be reached, and the stack is in it."""
    code, out, err = execute(["pulumi", "whoami", "--json"])
    if code == NO_SUCH_PROGRAM:
        return
    url = redacted(str(_json(out, {}).get("url", "")))
    login = "pulumi login s3://<bucket>, or set PULUMI_BACKEND_URL"
    if code != 0:
        yield failed("backend", _said(err), login)
        return
    code, out, err = execute(["pulumi", "stack", "ls", "--json"])
    if code != 0:
        yield failed("backend", f"{url}: {_said(err)}", login)
        return
    yield ok("backend", url)
    names = [str(one["name"]).rpartition("/")[2] for one in _json(out, [])]
    if stack in names:
        yield ok("stack", f"{stack} is in the backend")
    else:
        yield warning("stack", f"{stack} is not in the backend", f"pulumi stack init {stack}")


def secrets_provider(path: Path, backend_url: str, environment: Mapping[str, str]) -> Check:
    """What encrypts the stack's secrets, and whether this machine has what it needs; the passphrase is not read."""
    file: Any = goyaml.read(path)
    provider = str(file.get("secretsprovider") or ("passphrase" if "encryptionsalt" in file else ""))
    if provider.startswith(("awskms://", "gcpkms://", "azurekeyvault://", "hashivault://")):
        return ok("secrets", provider.partition("?")[0])
    if provider == "passphrase" or (not provider and not backend_url.startswith("https://")):
        if any(environment.get(name) is not None for name in PASSPHRASES):
            return ok("secrets", "by a passphrase, which is set")
        way_out = "Set PULUMI_CONFIG_PASSPHRASE_FILE, or better: pulumi stack change-secrets-provider awskms://…"
        return warning("secrets", "by a passphrase, which is not set", way_out)
    return ok("secrets", provider or "by Pulumi Cloud")


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _json(text: str, default: Any) -> Any:
    try:
        return json.loads(text) or default
    except ValueError:
        return default


def _said(err: str) -> str:
    """The first line of what went wrong, without what looks like a secret."""
    line = next((line.strip() for line in err.splitlines() if line.strip()), "it said nothing of why")
    return redacted(line.removeprefix("error: "))
