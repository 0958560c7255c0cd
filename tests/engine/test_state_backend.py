"""What bootstrap makes and says, with the real CLI: it logs in, and one stack's secrets are closed to another's roles.

moto stands for AWS. It lacks three things: TLS, so the policy that asks for it is taken away; room for the id of a
multi-Region key, so a person's single-Region key has the alias; and IAM, so what a role may not decrypt is shown by the
refusal of another encryption context.
"""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.bootstrap.command import Options, bootstrap, commands
from ops.bootstrap.place import read_place
from tests.engine.deployment import Toolbox
from tests.ops.moto_aws import ROOT, client, server, stack_file, wire

__all__ = ["server", "wire"]

SECRET = "correct-horse-battery-staple"  # noqa: S105 - no secret of anybody's
Cli = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(toolbox: Toolbox, tmp_path: Path) -> Cli:
    """Runs a line of what bootstrap says, in a project of its own."""
    (tmp_path / "Pulumi.yaml").write_text("name: platform\nruntime: yaml\n", "utf-8")

    def run(line: str) -> subprocess.CompletedProcess[str]:
        words = [toolbox.command.command, *shlex.split(line)[1:]]
        own = os.environ | {"PULUMI_HOME": str(tmp_path / "home"), "PULUMI_SKIP_UPDATE_CHECK": "true"}
        return subprocess.run(words, cwd=tmp_path, env=own, capture_output=True, text=True, check=False)  # noqa: S603 - the CLI

    return run


@pytest.mark.usefixtures("wire")
def test_the_commands_that_bootstrap_says_work_and_a_secret_is_its_stacks_alone(cli: Cli, tmp_path: Path) -> None:
    file = stack_file(tmp_path, "account")
    place = read_place(ROOT, None, file)
    client("kms").create_alias(AliasName=place.alias, TargetKeyId=client("kms").create_key()["KeyMetadata"]["KeyId"])
    bootstrap(ROOT, Options(config_file=file, yes=True))
    client("s3").delete_bucket_policy(Bucket=place.bucket)
    file.unlink()
    *prepared, _ = commands(place, ["account", "prod"])
    for line in prepared:
        done = cli(line)
        assert done.returncode == 0, done.stderr
    assert cli(f"pulumi config set --secret platform:x --stack prod {SECRET}").returncode == 0
    written = tmp_path / "Pulumi.prod.yaml"
    assert f"secretsprovider: {place.secrets_provider('prod')}" in written.read_text("utf-8")
    assert SECRET not in written.read_text("utf-8")
    assert cli("pulumi config get platform:x --stack prod").stdout.strip() == SECRET
    written.write_text(written.read_text("utf-8").replace("context_stack=prod", "context_stack=account"), "utf-8")
    refused = cli("pulumi config get platform:x --stack prod")
    assert refused.returncode != 0
    assert "InvalidCiphertextException" in refused.stderr
    kept = {one["Key"] for one in client("s3").list_objects_v2(Bucket=place.bucket)["Contents"]}
    assert {f".pulumi/stacks/platform/{stack}.json" for stack in ("account", "prod")} <= kept
