"""Applications behind real servers, on threads of this process."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import uvicorn

from tests.recorder import closed_port


@contextmanager
def serve_asgi(app: Any, **options: Any) -> Iterator[str]:
    port = closed_port()
    config = uvicorn.Config(app, "127.0.0.1", port, log_config=None, ws="websockets-sansio", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert thread.is_alive(), "it has ended"
        assert time.monotonic() < deadline, "it does not start"
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def get_stderr(self) -> Any:
        return _Nowhere()


class _Nowhere:
    def write(self, text: str) -> None:
        """Nothing."""

    def flush(self) -> None:
        """Nothing."""


class Threaded(WSGIServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing."""


@contextmanager
def serve_wsgi(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, Threaded, Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def wait_until_served(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while True:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it does not start"
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            time.sleep(0.02)
