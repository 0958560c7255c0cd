"""Each case is a Python of its own: in this one much of the SDK has been loaded by other tests."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BEGIN = "import sys, warnings; warnings.simplefilter('ignore'); import components, pulumi_aws as aws"
SERVICES = ("ec2", "ecs", "s3", "wafv2", "rds", "iam", "cloudwatch", "sqs")


def printed(*lines: str) -> str:
    """What a new Python prints that has imported our components and the SDK."""
    script = "\n".join((BEGIN, *lines))
    done = subprocess.run(  # noqa: S603 - the scripts are below
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_a_resource_does_not_load_the_others_of_its_service() -> None:
    loaded = printed(
        "aws.ec2.NatGateway", "print(*(name for name in sys.modules if name.startswith('pulumi_aws.ec2.')))"
    )
    assert "pulumi_aws.ec2.nat_gateway" in loaded.split()
    assert "pulumi_aws.ec2.instance" not in loaded.split()


@pytest.mark.parametrize("service", SERVICES)
def test_a_name_is_the_same_object_as_where_the_whole_service_is_loaded(service: str) -> None:
    compared = printed(
        "import re; from pathlib import Path",
        f"service = aws.{service}",
        "text = ''.join(file.read_text() for file in Path(service.__path__[0]).glob('*.py') if file.stem != 'outputs')",
        r"names = [name for name in re.findall(r'^class (\w+)|^def (\w+)', text, re.M) for name in name if name]",
        "alone = {name: getattr(service, name) for name in names if name[0] != '_'}",
        "dir(service)  # loads it whole",
        "print(len(alone), *(name for name, found in alone.items() if vars(service)[name] is not found))",
    )
    count, *different = compared.split()
    assert different == []
    assert int(count) > 10


def test_what_is_not_in_a_file_of_its_name_is_found_in_the_whole_service() -> None:
    assert printed("print(aws.ec2.get_vpc.__name__, aws.iam.ManagedPolicy.__name__)").split() == [
        "get_vpc",
        "ManagedPolicy",
    ]


def test_an_import_of_everything_gets_everything() -> None:
    assert printed("from pulumi_aws.sqs import *", "print(Queue.__name__, get_queue.__name__)").split() == [
        "Queue",
        "get_queue",
    ]


def test_an_unknown_name_is_refused_as_by_any_module() -> None:
    said = printed("try: aws.sqs.Nothing", "except AttributeError as error: print(error)")
    assert said.strip() == "module 'pulumi_aws.sqs' has no attribute 'Nothing'"
