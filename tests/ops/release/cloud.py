"""AWS on this machine: moto's server, and in front of it the recorded answers to what moto does not have."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.ops.release.answers import Frame

NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"


@dataclass(frozen=True)
class Refusal:
    """An error in place of an answer."""

    code: str
    message: str = "no"
    status: int = 400


@dataclass
class Cloud:
    """Plays frames: each DescribeServices is the next moment, and the last one stays."""

    frames: Sequence[Frame] = ()
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """By operation."""
    on: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What happens when an operation is called."""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    url: str = ""
    _moment: int = -1

    def play(self, *frames: Frame) -> None:
        """Begin with these frames."""
        self.frames, self._moment = frames, -1

    def of(self, operation: str) -> list[dict[str, Any]]:
        """What an operation was called with."""
        return [asked for name, asked in self.calls if name == operation]

    def start(self) -> None:
        """Serve from now on."""
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True, request_handler=MotoRequestHandler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def clear(self) -> None:
        """Forget what was played and called."""
        self.play()
        self.refusals, self.on, self.calls = {}, {}, []

    def _serve(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        request = Request(environ)
        target = request.headers.get("X-Amz-Target", "")
        form = target == ""
        body = request.get_data(cache=True)
        environ["wsgi.input"] = io.BytesIO(body)
        asked = _form(body) if form else json.loads(body or b"{}")
        operation = asked.get("Action", "") if form else target.rpartition(".")[2]
        response = self._answered(operation, asked, form=form)
        if response is not None:
            answered: Iterable[bytes] = response(environ, start)
            return answered
        from_moto: Iterable[bytes] = self._moto(environ, start)
        return from_moto

    def _answered(self, operation: str, asked: dict[str, Any], *, form: bool) -> Response | None:
        self.calls.append((operation, asked))
        self.on.get(operation, lambda: None)()
        if operation in self.refusals:
            refusal = self.refusals[operation]
            return _refused(refusal, form=form)
        if operation in {"ContinueServiceDeployment", "StopServiceDeployment"}:
            return _json({"serviceDeploymentArn": asked["serviceDeploymentArn"]})
        if operation == "DescribeServices":
            self._moment = min(self._moment + 1, len(self.frames) - 1)
        answer = self.frames[max(self._moment, 0)].answer(operation, asked) if self.frames else None
        if answer is None:
            return None
        return _xml(operation, answer) if form else _json(answer)


def _form(body: bytes) -> dict[str, Any]:
    return {key: values[0] for key, values in parse_qs(body.decode()).items()}


def _json(answer: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(answer), status=status, content_type="application/x-amz-json-1.1")


def _refused(refusal: Refusal, *, form: bool) -> Response:
    if not form:
        return _json({"__type": refusal.code, "message": refusal.message}, refusal.status)
    error = f"<Code>{refusal.code}</Code><Message>{refusal.message}</Message>"
    return Response(f"<ErrorResponse><Error>{error}</Error></ErrorResponse>", status=refusal.status)


def _xml(operation: str, answer: dict[str, Any]) -> Response:
    result = f"<{operation}Result>{_nodes(answer)}</{operation}Result>"
    return Response(f'<{operation}Response xmlns="{NAMESPACE}">{result}</{operation}Response>', content_type="text/xml")


def _nodes(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"<{key}>{_nodes(inner)}</{key}>" for key, inner in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{_nodes(inner)}</member>" for inner in value)
    return escape(str(value))
