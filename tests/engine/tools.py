"""What has to be installed for the tests on the real engine, and where to get it."""

import os
import shutil
from importlib.metadata import version
from pathlib import Path

AWSX = version("pulumi_awsx")
PROGRAMS = {
    "pulumi": "curl -fsSL https://get.pulumi.com | sh",
    "pulumi-language-python": "curl -fsSL https://get.pulumi.com | sh",
    "node": "https://nodejs.org/en/download",
}


def plugin_cache() -> Path:
    """Where the CLI keeps the plugins that are installed."""
    return Path(os.environ.get("PULUMI_HOME", Path.home() / ".pulumi")) / "plugins"


def missing() -> str:
    """What is not there and how to install it; empty when everything is."""
    for program, installer in PROGRAMS.items():
        if not shutil.which(program):
            return f"no `{program}` on PATH; install it: {installer}"
    if not shutil.which("pulumi-resource-awsx") and not list(plugin_cache().glob(f"resource-awsx-v{AWSX}*")):
        return f"no plugin awsx {AWSX}; install it: pulumi plugin install resource awsx {AWSX}"
    return ""
