"""The stand-in as a program of its own, `pulumi-resource-aws` on PATH, so that it can be killed as the real one can.

It holds nothing: it hands each call on to the stand-in of the test's process, where the account is. When it is killed,
what AWS was asked for happens all the same, and nobody hears the answer.
"""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from typing_extensions import override

PROGRAM = "pulumi-resource-aws"
ROOT = Path(__file__).parents[3]
WORKERS = 16
ORDER = "die"
"""The file that orders it to die."""
SECONDS = 0.05
"""Between two looks for that order, and for the engine, without which it ends."""


class Forwarder(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc publishes no types
    """Every method of every service, as bytes."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel

    @override
    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        call = self._channel.unary_unary(handler_call_details.method)

        def forward(request: bytes, context: grpc.ServicerContext) -> Any:
            try:
                return call(request)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())

        return grpc.unary_unary_rpc_method_handler(forward)


def install(folder: Path, port: int) -> None:
    """Put the program into a folder; it serves the stand-in at this port."""
    folder.mkdir()
    command = f"PYTHONPATH={ROOT} exec {sys.executable} -m tests.engine.provider.plugin {port} {folder / ORDER}"
    program = folder / PROGRAM
    program.write_text(f'#!/bin/sh\n{command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)


def kill(folder: Path) -> None:
    """Have the running program of this folder killed, as the kernel does when memory runs out."""
    order = folder / ORDER
    order.touch()
    while order.exists():
        time.sleep(SECONDS)


def main(port: int, order: Path) -> None:
    """Serve until the engine is gone, or until the order to die comes."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    engine = os.getppid()
    server = grpc.server(ThreadPoolExecutor(WORKERS))
    server.add_generic_rpc_handlers((Forwarder(grpc.insecure_channel(f"127.0.0.1:{port}")),))
    own = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(own, flush=True)  # noqa: T201 - the engine reads the port here
    while os.getppid() == engine:
        time.sleep(SECONDS)
        if order.exists():
            order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
