"""What cannot be read of a command line is one sentence, like every other wrong input."""

import sys

import pytest

from ops import cli

WRONG = {
    "report --stack dev --format pdf": "Invalid value for '--format': 'pdf' is not one of 'html', 'json', 'csv',",
    "report --stack dev --fail-on huge": "Invalid value for '--fail-on': 'huge' is not one of 'low', 'medium',",
    "report": "Missing option '--stack'",
    "scale --stack prod --service api --max many": "Invalid value for '--max': Input should be a valid integer",
    "verify --stack prod --servic api": "No such option: --servic",
    "rollbak --stack prod": "No such command 'rollbak'",
    "secrets set --stack prod": "Missing argument 'role'",
}


def said(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[object, str, str]:
    monkeypatch.setattr(sys, "argv", ["ops", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    out, err = capsys.readouterr()
    return ended.value.code, out, err


@pytest.mark.parametrize(("line", "sentence"), WRONG.items(), ids=WRONG)
def test_it_is_said_in_one_sentence_with_exit_code_2(
    line: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(line.split(), monkeypatch, capsys)

    assert (code, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


@pytest.mark.parametrize(("words", "code"), [([], 2), (["--help"], 0), (["secrets", "--help"], 0)], ids=str)
def test_help_is_shown_to_whoever_asks_for_nothing_or_for_help(
    words: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, out, err = said(words, monkeypatch, capsys)

    assert ended == code
    assert "Usage: python -m ops" in out + err
    assert "Commands:" in out + err
