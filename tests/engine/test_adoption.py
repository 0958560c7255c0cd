"""An account that somebody made by hand is adopted: `adopt`, `pulumi import`, `refresh`, and nothing of it is lost.

What stands in the account is moto's, made by plain calls of boto3; the provider's stand-in answers `Read` from what was
found of it. Inputs that AWS does not tell are as declared there: nothing is proved of them.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ops.adopt.command import Options, adopt
from ops.adopt.comparing import differences
from ops.adopt.finding import Found, Search, search
from ops.live.environment import read_environment
from ops.offline.cloud import Cloud
from ops.offline.values import SECRET
from ops.report.steps import STATEFUL
from tests.engine.deployment import Deployment, Run, Toolbox
from tests.engine.provider.account import BESIDES, Live
from tests.ops.adopt.by_hand import ACCOUNT, REGION
from tests.ops.adopt.hand_made import HandMade, account, asking


@dataclass
class Adopted:
    """A stack into which an account was taken, and what each step did."""

    deployment: Deployment
    file: Path
    search: Search
    preview: Run
    up: Run
    again: Run


@pytest.fixture(scope="module")
def adopted(toolbox: Toolbox, tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    """Everything, as docs/adoption.md says it."""
    folder = tmp_path_factory.mktemp("adopted")
    deployment = Deployment.fresh(toolbox, folder / "prod", "prod")
    with account() as made:
        write(deployment.file, made)
        environment = read_environment(deployment.project, "prod")
        looked = search(environment, asking(environment), {}, {})
        fill(deployment, looked)
        state, file = folder / "state.json", folder / "import.json"
        state.write_text(deployment.exported(), "utf-8")
        assert adopt(deployment.project, Options("prod", file, state=state)) == 0
    deployment.cli("import", "--file", str(file), "--generate-code=false", "--yes", "--skip-preview")
    assert deployment.refresh().error == ""
    preview = deployment.preview()
    return Adopted(deployment, file, looked, preview, deployment.up(), deployment.preview())


def write(file: Path, made: HandMade) -> None:
    """The stack file that fits the account; RDS keeps the password."""
    file.write_text(file.read_text("utf-8").replace("917891822317", ACCOUNT), "utf-8")
    yaml = YAML()
    document = yaml.load(file)
    made.adapted(document["config"])
    yaml.dump(document, file)


def fill(deployment: Deployment, looked: Search) -> None:
    """Let the stand-in's account hold what was found."""
    cloud = Cloud(account=ACCOUNT, region=REGION)
    for found in looked.found.values():
        deployment.account.adopt(live(found, looked, cloud), found.import_id)


def live(found: Found, looked: Search, cloud: Cloud) -> Live:
    """A resource as the provider would read it: what is the same is spelled as it is declared."""
    recorded = found.recorded
    declared = {key: value for key, value in looked.inputs(recorded).items() if value not in (None, SECRET)}
    other = {one.property for one in differences(found, looked)}
    told = {
        key: value for key, value in found.live.items() if value is not None and (key in other or key not in declared)
    }
    known = {key: value for key, value in declared.items() if key not in other} | told
    computed = looked.translation.translate(dict(cloud.create(recorded.type, recorded.urn, known).attributes))
    computed |= BESIDES.get(recorded.type, {})
    attributes = {key: found.attributes[key] for key in computed if found.attributes.get(key) is not None}
    return Live(recorded.type, str(found.attributes["id"]), known, computed | attributes, recorded.urn)


def stateful(names: set[str]) -> set[str]:
    """Those that hold state."""
    return {name for name in names if name.split("::")[0] in STATEFUL}


def test_the_import_takes_every_resource_of_the_file_and_its_parents(adopted: Adopted) -> None:
    state = {resource["urn"] for resource in adopted.deployment.state()}
    assert set(adopted.search.found) <= state


def test_the_first_preview_replaces_and_deletes_nothing(adopted: Adopted) -> None:
    assert adopted.preview.error == ""
    assert adopted.preview.replaced == set()
    assert adopted.preview.did("delete") == set()


def test_the_first_preview_changes_nothing_that_holds_state(adopted: Adopted) -> None:
    changed = {name: adopted.preview.changed[name] for name in stateful(adopted.preview.did("update"))}
    assert changed == {"aws:rds/instance:Instance::db": {"password"}}


def test_up_makes_what_is_missing_and_mends_what_differs(adopted: Adopted) -> None:
    assert adopted.up.error == ""
    assert adopted.up.replaced | adopted.up.did("delete") == set()
    assert adopted.again.touched == set()
