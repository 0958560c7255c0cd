import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import ValidationError

from components.compute.verify_settings import VerifySettings
from ops.failures import WrongInputError
from ops.release.health import Check, ask_over_https, check_of, is_served
from tests.ops.release.hands import Time, observed_service

CHECK = Check(host="127.0.0.1", path="/", matcher="200-299,301", timeout=1, settle=15, tries=5, interval=3)


@pytest.mark.parametrize(
    ("status", "good"), [(200, True), (299, True), (301, True), (300, False), (302, False), (503, False), ("no", False)]
)
def test_the_codes_of_the_load_balancers_health_check_are_good(status: int | str, good: bool) -> None:  # noqa: FBT001 - parametrized
    assert CHECK.is_good(status) is good


def test_it_is_asked_after_settling_and_until_the_first_good_answer() -> None:
    answers: Iterator[int | str] = iter([503, "gave no answer", 200])
    time = Time()
    health = is_served(CHECK, lambda _: next(answers), time.clock())
    assert (health.good, health.tried, time.slept) == (True, 3, [15, 3, 3])


def test_a_host_that_does_not_answer_is_told_and_breaks_nothing() -> None:
    def refused(*_: object, **__: object) -> socket.socket:
        raise ConnectionRefusedError(111, "Connection refused")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", refused)
        assert ask_over_https(CHECK) == "gave no answer: ConnectionRefusedError: [Errno 111] Connection refused"


def test_a_certificate_of_somebody_else_is_no_good_answer() -> None:
    def foreign(*_: object, **__: object) -> socket.socket:
        raise ssl.SSLCertVerificationError("hostname mismatch")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", foreign)
        assert str(ask_over_https(CHECK)).startswith("gave no answer: SSLCertVerificationError")


def test_a_worker_is_asked_nothing() -> None:
    _, service = observed_service()
    assert check_of(replace(service, settings={"route": None})) is None


def test_a_service_of_wildcards_and_paths_alone_says_who_is_to_be_asked() -> None:
    _, service = observed_service()
    with pytest.raises(WrongInputError, match=r"name one in services\.api\.verify\.host"):
        check_of(replace(service, hosts=("*.example.com",)))
    with pytest.raises(WrongInputError, match=r"services\.api\.verify\.host"):
        check_of(replace(service, hosts=()))


def test_ten_tries_ten_seconds_apart_are_the_default() -> None:
    """Standard G-25."""
    settings = VerifySettings()
    assert (settings.settle, settings.tries, settings.interval) == (0, 10, 10)


@pytest.mark.parametrize("wrong", [{"tries": 0}, {"interval": 0}, {"settle": -1}, {"host": "API"}, {"path": "health"}])
def test_what_cannot_be_asked_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        VerifySettings.model_validate(wrong)
