import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pulumi_aws as aws
import pytest
from pulumi import CustomTimeouts, ResourceOptions

from ops.failures import EngineFailedError, WrongInputError
from ops.findings import Finding, Result
from ops.offline.pack import PolicyPack
from ops.offline.policy_config import PolicyConfig
from ops.offline.questions import seconds
from ops.offline.run import record
from ops.offline.stackfile import StackFile

FOLDER = Path(__file__).parents[1] / "pack"
STACK_FILE = StackFile("shop", "stg", {"aws:region": "eu-west-1", "platform:token": "[secret]"}, ("platform:token",))


REAL = Path(__file__).parents[3] / "policies"


def judge(
    program: Callable[[], object], *, at: str | None = None, unknown_outputs: bool = False, **levels: str
) -> dict[str, list[Finding]]:
    """Findings by rule."""
    config = {name: PolicyConfig(level) for name, level in levels.items()}
    with PolicyPack(FOLDER, STACK_FILE, config=config) as pack:
        recording = record(program, project="shop", stack="stg", unknown_outputs=unknown_outputs)
        findings = pack.judge(recording, at=at)
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule.id, []).append(finding)
    return by_rule


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.resource.rpartition("::")[2], finding.result.value, finding.message) for finding in findings]


def bucket(state: str) -> None:
    aws.s3.Bucket(state, tags={"state": state})


def test_each_answer_of_a_resource_rule_is_the_result_that_the_pack_means() -> None:
    def program() -> None:
        for state in ("compliant", "violation", "error", "unknown", "exempted", "not_applicable"):
            bucket(state)
        aws.kms.Key("other", description="data")

    assert sorted(told(judge(program)["tagged"])) == [
        ("compliant", "compliant", ""),
        ("error", "error", "KeyError at tags.py:3"),
        ("exempted", "exempted", "because of exempted"),
        ("not_applicable", "not_applicable", "because of not_applicable"),
        ("unknown", "unknown", "because of unknown"),
        ("violation", "violation", "no cost centre"),
        ("violation", "violation", "no owner"),
    ]


def test_a_rule_comes_with_all_that_the_pack_says_of_it() -> None:
    (finding,) = judge(lambda: bucket("compliant"))["tagged"]

    rule = finding.rule
    assert (rule.title, rule.kind, set(rule.on)) == ("Buckets are tagged.", "resource", {"aws:s3/bucket:Bucket"})
    assert (rule.severity, rule.enforcement, rule.why, rule.fix) == ("high", "mandatory", "W.", "F.")
    assert (rule.standard, rule.controls) == (("M-01",), {"FSBP": ("S3.1", "S3.2")})


def test_an_unknown_value_that_the_sdk_met_is_unknown_and_refuses_nothing() -> None:
    def program() -> None:
        aws.s3.Bucket("late", tags={"state": aws.kms.Key("key", description="data").arn})

    (finding,) = judge(program, unknown_outputs=True)["tagged"]

    assert (finding.result, finding.refuses) == (Result.UNKNOWN, False)
    assert finding.message == "string value at .tags.state can't be known during preview"


def test_the_pack_sees_configuration_provider_and_options_as_on_the_engine() -> None:
    def program() -> None:
        provider = aws.Provider("aws", region="ap-northeast-2")
        opts = ResourceOptions(provider=provider, protect=True, custom_timeouts=CustomTimeouts(create="1m30s"))
        aws.kms.Key("key", description="data", opts=opts)

    (finding,) = judge(program)["configured"]

    assert finding.message == "shop stg eu-west-1 data ap-northeast-2 True 90.0"
    assert (finding.enforcement, finding.severity, finding.refuses) == ("advisory", "low", False)


def test_a_stack_rule_sees_relations_and_what_it_does_not_mention_is_compliant() -> None:
    def program() -> None:
        for name in ("used", "unknown"):
            aws.cloudwatch.LogGroup(name, kms_key_id=aws.kms.Key(f"{name}-key", description="data").arn)
        aws.kms.Key("unused", description="data")
        aws.kms.Key("excused", description="data")

    assert sorted(told(judge(program)["related"])) == [
        ("excused", "exempted", "until 2027-01-31: by ops"),
        ("unknown-key", "unknown", "keyId"),
        ("unused", "violation", "nothing uses it, inside shop-stg"),
        ("used-key", "compliant", ""),
    ]


def test_exemptions_are_judged_on_the_day_that_is_named_and_stay_mandatory() -> None:
    assert "exemptions-are-current" not in judge(lambda: None, at="2027-01-31")

    (finding,) = judge(lambda: None, at="2027-02-01")["exemptions-are-current"]

    assert (finding.resource, finding.message) == ("", "an exemption has expired on 2027-02-01")
    assert (finding.enforcement, finding.refuses) == ("mandatory", True)


@pytest.mark.parametrize(("level", "refuses"), [("advisory", False), ("mandatory", True)])
def test_a_configured_level_decides_what_refuses(level: str, *, refuses: bool) -> None:
    found = judge(lambda: bucket("violation"), tagged=level)["tagged"]

    assert {(finding.enforcement, finding.refuses) for finding in found} == {(level, refuses)}
    assert {finding.rule.enforcement for finding in found} == {level}


def test_what_nobody_judges_is_never_called_compliant() -> None:
    def program() -> None:
        bucket("violation")
        aws.kms.Key("unused", description="data")

    found = judge(program, all="disabled")

    assert [told(found[rule]) for rule in ("tagged", "related", "configured")] == [
        [("violation", "not_applicable", "disabled by the policy configuration")],
        [("unused", "not_applicable", "disabled by the policy configuration")],
        [("unused", "not_applicable", "disabled by the policy configuration")],
    ]


def test_rules_are_told_with_their_configured_level() -> None:
    with PolicyPack(FOLDER, STACK_FILE, config={"tagged": PolicyConfig("advisory")}) as pack:
        levels = {rule.id: rule.enforcement for rule in pack.rules()}

    assert levels == {
        "tagged": "advisory",
        "configured": "advisory",
        "related": "mandatory",
        "exemptions-are-current": "mandatory",
    }


@pytest.mark.parametrize(
    ("config", "tier"),
    [({}, "production"), ({"tier-is-known": PolicyConfig(properties={"tier": "staging"})}, "staging")],
)
def test_the_platform_s_pack_says_by_which_tier_it_judges(config: dict[str, PolicyConfig], tier: str) -> None:
    with PolicyPack(REAL, STACK_FILE, config=config) as pack:
        assert pack.tier() == tier


def test_a_configuration_that_the_pack_refuses_is_wrong_input_and_says_what_is_meant() -> None:
    config = {"subnet-no-public-adress": PolicyConfig()}

    with PolicyPack(REAL, STACK_FILE, config=config) as pack, pytest.raises(WrongInputError) as refusal:
        pack.judge(record(lambda: None))

    assert str(refusal.value) == (
        "The policies' configuration is refused: subnet-no-public-adress is no rule of this pack "
        "(did you mean subnet-no-public-address?)."
    )


@pytest.mark.parametrize(
    ("state", "reason"),
    [("crash", "Exception calling application: 'crash'"), ("exit", "it stopped: exit code 7, nothing on stderr")],
)
def test_a_pack_that_breaks_is_an_engine_failure_with_its_reason(state: str, reason: str) -> None:
    with pytest.raises(EngineFailedError) as failure:
        judge(lambda: bucket(state))

    assert str(failure.value) == f"The policy pack in {FOLDER} failed: {reason}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import nothing_of_this_name", "did not start: ModuleNotFoundError: No module named 'nothing_of_this_name'"),
        ("print('ready')", "printed 'ready' where its port should be; let it print to stderr."),
        ("raise SystemExit(4)", "did not start: exit code 4, nothing on stderr"),
    ],
)
def test_a_pack_that_does_not_start_is_an_engine_failure_with_its_last_words(
    tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / "__main__.py").write_text(text)

    with PolicyPack(tmp_path, STACK_FILE) as pack, pytest.raises(EngineFailedError) as failure:
        pack.judge(record(lambda: None))

    assert str(failure.value) == f"The policy pack in {tmp_path} {reason}"


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"holds no policy pack: there is no __main__\.py in it\.$"):
        PolicyPack(tmp_path, STACK_FILE)


def test_the_process_ends_with_the_block_even_when_the_program_fails(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    (tmp_path / "__main__.py").write_text(
        f"import pathlib, time\nwhile True:\n    pathlib.Path({str(alive)!r}).touch()\n    time.sleep(0.01)\n"
    )

    def fail_while_it_runs() -> None:
        with PolicyPack(tmp_path, STACK_FILE):
            deadline = time.monotonic() + 30
            while not alive.exists() and time.monotonic() < deadline:
                time.sleep(0.01)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_while_it_runs()

    alive.unlink()
    time.sleep(0.2)
    assert not alive.exists()


def test_the_pack_runs_in_its_own_folder_with_this_interpreter_and_the_engines_environment(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(
        "import json, os, sys\n"
        "names = ('PULUMI_CONFIG', 'PULUMI_PROJECT', 'PULUMI_STACK', 'PULUMI_DRY_RUN', 'PULUMI_ORGANIZATION')\n"
        "seen = {'cwd': os.getcwd(), 'python': sys.executable, **{name: os.environ.get(name) for name in names}}\n"
        "open('seen.json', 'w').write(json.dumps(seen))\n"
    )

    with PolicyPack(tmp_path, STACK_FILE) as pack, pytest.raises(EngineFailedError):
        pack.judge(record(lambda: None))

    seen = json.loads((tmp_path / "seen.json").read_text())
    assert json.loads(seen.pop("PULUMI_CONFIG")) == STACK_FILE.config
    assert seen == {
        "cwd": str(tmp_path),
        "python": sys.executable,
        "PULUMI_PROJECT": "shop",
        "PULUMI_STACK": "stg",
        "PULUMI_DRY_RUN": "true",
        "PULUMI_ORGANIZATION": "organization",
    }


@pytest.mark.parametrize(
    ("duration", "length"), [("90s", 90), ("5m", 300), ("1h30m", 5400), ("1.5h", 5400), ("250ms", 0.25)]
)
def test_durations_are_seconds_for_the_pack(duration: str, length: float) -> None:
    assert seconds(duration) == length
