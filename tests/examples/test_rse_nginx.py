"""RSE's front door: nginx itself, between a client and two upstreams that say what reached them."""

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from components.host.cloudflare import IPV4
from tests.components.host.files.machine import run_tool
from tests.harness import ROOT

CONF = (ROOT / "examples/rse/nginx.conf").read_text("utf-8")
NAME = "reseeall.com"
TRUSTED = "103.21.244.0/22"
NEEDED = [name for name in ("nginx", "openssl") if shutil.which(name) is None]
on_nginx = pytest.mark.skipif(
    bool(NEEDED), reason=f"no {' and no '.join(NEEDED)} on PATH; apt-get install nginx-light openssl"
)


class Upstream(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def do_GET(self) -> None:
        body = json.dumps({"by": self.connection.getsockname()[1], "path": self.path, **dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class FrontDoor:
    """nginx with RSE's configuration, on ports of this machine."""

    plain: int
    tls: int
    backend: int
    frontend: int
    static: Path

    def get(self, path: str, host: str = NAME, *, tls: bool = True, **headers: str) -> tuple[int, Any, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=5)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            raw = socket.create_connection(("127.0.0.1", self.tls), timeout=5)
            connection.sock = context.wrap_socket(raw, server_hostname=host)
        connection.request("GET", path, headers={"Host": host, **{k.replace("_", "-"): v for k, v in headers.items()}})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        says = json.loads(body) if body.startswith(b"{") else body.decode()
        return answer.status, says, dict(answer.getheaders())


def adapted(folder: Path, door: FrontDoor) -> str:
    """The configuration with this machine's ports and paths, and addresses in place of Docker's names."""
    text = CONF.replace("http2 on;", "").replace("/tmp/", f"{folder}/")  # noqa: S108 - its own paths
    for old, new in {
        "listen 8080": f"listen 127.0.0.1:{door.plain}",
        "listen 8443": f"listen 127.0.0.1:{door.tls}",
        "http://$backend:8000": f"http://127.0.0.1:{door.backend}",
        "http://$frontend:3000": f"http://127.0.0.1:{door.frontend}",
        "/app/static/": f"{door.static}/",
        "/run/origin": f"{folder}/origin",
        "access_log /dev/stdout": f"access_log {folder}/access.log",
        "error_log /dev/stderr": f"error_log {folder}/error.log",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture(params=[False, True], ids=["from-elsewhere", "from-cloudflare"])
def by_cloudflare(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def door(tmp_path: Path, by_cloudflare: bool) -> Iterator[FrontDoor]:  # noqa: FBT001 - a fixture
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Upstream) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    static = tmp_path / "static"
    static.mkdir()
    (static / "app.css").write_text("body {}")
    (tmp_path / "secret").write_text("not yours")
    made = FrontDoor(free_port(), free_port(), servers[0].server_port, servers[1].server_port, static)
    text = adapted(tmp_path, made)
    (tmp_path / "nginx.conf").write_text(text.replace(TRUSTED, "127.0.0.1/32") if by_cloudflare else text)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", f"/CN={NAME}")
    files = ("-keyout", tmp_path / "origin.key", "-out", tmp_path / "origin.pem")
    assert run_tool("openssl", "req", "-x509", *key, *files).returncode == 0
    nginx = subprocess.Popen(  # noqa: S603 - with our own configuration
        ["nginx", "-e", tmp_path / "error.log", "-c", tmp_path / "nginx.conf", "-g", "daemon off; user root;"]  # noqa: S607 - of PATH
    )
    try:
        _wait_for(made.tls, nginx)
        yield made
    finally:
        nginx.terminate()
        nginx.wait(timeout=10)
        for server in servers:
            server.shutdown()
            server.server_close()


def _wait_for(port: int, nginx: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and nginx.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(nginx.poll())


def test_cloudflare_is_believed_from_the_ranges_that_the_host_lets_in_and_no_others() -> None:
    assert re.findall(r"set_real_ip_from (\S+);", CONF) == [str(block) for block in IPV4]


@on_nginx
def test_paths_go_where_the_guide_sends_them(door: FrontDoor) -> None:
    assert door.get("/api/cards/?page=2")[1]["by"] == door.backend
    assert door.get("/api/cards/?page=2")[1]["path"] == "/api/cards/?page=2"
    assert door.get("/")[1]["by"] == door.frontend
    assert door.get("/any/page")[1]["by"] == door.frontend
    assert door.get("/static/app.css")[:2] == (200, "body {}")
    assert door.get("/static/../secret")[1]["by"] == door.frontend, "normalised, and no file"
    assert door.get("/static../secret")[1]["by"] == door.frontend


@on_nginx
def test_the_client_is_who_cloudflare_says_and_nobody_else_may_say_so(door: FrontDoor, by_cloudflare: bool) -> None:  # noqa: FBT001 - a fixture
    _, told, _ = door.get("/api/", CF_Connecting_IP="203.0.113.9", X_Forwarded_For="192.0.2.1", X_Real_IP="192.0.2.2")
    client = "203.0.113.9" if by_cloudflare else "127.0.0.1"
    assert (told["X-Forwarded-For"], told["X-Real-IP"], told["X-Forwarded-Proto"]) == (client, client, "https")
    assert told["Host"] == NAME


@on_nginx
def test_the_host_itself_asks_for_health_without_tls(door: FrontDoor) -> None:
    status, told, _ = door.get("/api/health/", f"127.0.0.1:{door.plain}", tls=False)
    assert (status, told["by"], told["Host"]) == (200, door.backend, NAME)
    assert told["X-Forwarded-Proto"] == "https", "or the application would redirect"
    assert door.get("/front-door", "127.0.0.1", tls=False)[0] == 204
    assert door.get("/api/cards/", "127.0.0.1", tls=False)[0] == 404


@on_nginx
def test_plain_requests_are_sent_to_tls_and_other_names_get_no_answer(door: FrontDoor) -> None:
    status, _, headers = door.get("/a?b=c", tls=False)
    assert (status, headers["Location"]) == (301, f"https://{NAME}/a?b=c")
    with pytest.raises(http.client.RemoteDisconnected):
        door.get("/", "example.com", tls=False)
    with pytest.raises(ssl.SSLError):
        door.get("/", "example.com")


@on_nginx
def test_lines_of_the_log_are_json_with_the_client_and_without_the_query(
    door: FrontDoor,
    tmp_path: Path,
    by_cloudflare: bool,  # noqa: FBT001 - a fixture
) -> None:
    door.get('/api/"quoted"?token=hunter2', CF_Connecting_IP="203.0.113.9")
    log, until = tmp_path / "access.log", time.monotonic() + 5
    while not (line := log.read_text("utf-8")) and time.monotonic() < until:
        time.sleep(0.01)  # The line is written after the answer.
    entry = json.loads(line)
    assert (entry["path"], entry["status"]) == ('/api/"quoted"', 200)
    assert entry["client"] == ("203.0.113.9" if by_cloudflare else "127.0.0.1")
    assert "hunter2" not in line
