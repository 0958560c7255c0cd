"""A compose file that cannot run on a host, or may not, is refused in one sentence each."""

import pytest

from components.host.compose import compose_problems
from tests.harness import ROOT

PINNED = "ghcr.io/example/app:1.2.3"
DIGEST = f"app@sha256:{'0' * 64}"


def problems(text: str, *order: str) -> list[str]:
    return list(compose_problems(text, order))


def service(**keys: object) -> str:
    return f"services: {{app: {{image: {PINNED}, {', '.join(f'{key}: {value}' for key, value in keys.items())}}}}}"


@pytest.mark.parametrize(
    "text",
    [
        service(),
        "services: {app: {image: '${APP_IMAGE:?}'}, db: {image: 'postgres:15'}}",
        f"services: {{app: {{image: '{DIGEST}'}}}}",
        service(ports='["80:8080", "443:8443/tcp", "0.0.0.0:80:80"]'),
        service(ports="[{target: 8080, published: 80}, {target: 8443, published: '443'}]"),
        service(privileged="false", network_mode="bridge"),
    ],
)
def test_a_file_that_can_run_is_left_alone(text: str) -> None:
    assert problems(text, "app") == []


@pytest.mark.parametrize("file", ["examples/rse/compose.yaml", "tests/data/compose.yaml"])
def test_the_files_of_our_own_hosts_can_run(file: str) -> None:
    assert problems((ROOT / file).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("services: [", "it is not valid YAML in line 1; mend it"),
        ("services: {app: {image: a\n b: c}}", "it is not valid YAML in line 2; mend it"),
        ("", "it has no services; write at least one under `services:`"),
        ("- a", "it has no services; write at least one under `services:`"),
        ("services: {}", "it has no services; write at least one under `services:`"),
        ("services: {app: nginx}", "service app is not a map; write `image:` and the like below it"),
        (
            "services: {app: {build: .}}",
            "service app is built on the host; push its image to a registry and name it by `image`",
        ),
        *(
            (
                f"services: {{app: {{image: '{image}'}}}}",
                (
                    f"service app has the image '{image}', which may be another one tomorrow; "
                    "write a variable, a digest, or a tag that is not latest"
                ),
            )
            for image in ("nginx", "nginx:latest", "localhost/nginx", "")
        ),
        (
            service(privileged="true"),
            (
                "service app is privileged, and so is root on the host; "
                "remove `privileged`, and name single `cap_add` if it must"
            ),
        ),
        (
            service(network_mode="host"),
            "service app has the host's network, and so its identity; remove `network_mode` and publish ports",
        ),
        *(
            (
                service(ports=ports),
                (
                    f"service app publishes port {port}; only 80 and 443 are reached from outside: "
                    "remove it, services reach each other by name"
                ),
            )
            for ports, port in (
                ('["5432:5432"]', "5432"),
                ('["127.0.0.1:6379:6379"]', "6379"),
                ('["3000"]', "any"),
                ("[8000]", "any"),
                ('["80-90:80-90"]', "80-90"),
                ("[{target: 9000}]", "9000"),
            )
        ),
    ],
)
def test_what_cannot_run_is_refused_in_one_sentence(text: str, said: str) -> None:
    assert problems(text) == [said]


def test_a_service_that_the_order_names_must_be_there() -> None:
    assert problems(service(), "app", "worker") == [
        "it has no service 'worker', which `order` names; its services are app"
    ]
