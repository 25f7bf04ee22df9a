"""A server of our own, which can do what no good server does."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

KEY = "fixture-key-0123456789"


class Received(NamedTuple):
    """One request."""

    method: str
    path: str
    # Names in lower case.
    headers: dict[str, str]
    body: Any
    size: int
    connection: tuple[str, int]
    at: float

    @property
    def raw(self) -> bytes:
        return json.dumps(self.body).encode()


class Reply(NamedTuple):
    """What to answer."""

    status: int = 201
    body: bytes = b'{"status":"created"}'
    headers: tuple[tuple[str, str], ...] = ()


Behaviour = Callable[["Handler"], "Reply | None"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Nagle's algorithm and delayed acknowledgements would cost 40 ms an answer.
    disable_nagle_algorithm = True
    server: Server

    def do_POST(self) -> None:
        recorder = self.server.recorder
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        unpacked = gzip.decompress(raw) if self.headers.get("Content-Encoding") == "gzip" else raw
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(
            "POST", self.path, headers, json.loads(unpacked), len(unpacked), self.client_address, time.monotonic()
        )
        with recorder.changed:
            behave = recorder.script.pop(0) if recorder.script else recorder.behaviour
            recorder.attempts.append(received)
            recorder.changed.notify_all()
        reply = behave(self)
        if reply is None:
            self.close_connection = True
            return
        if 200 <= reply.status < 300:
            with recorder.changed:
                recorder.received.append(received)
                recorder.changed.notify_all()
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    recorder: Recorder

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: clients go away in the middle, that is what is tested."""


class Recorder:
    """Where `url` leads to."""

    def __init__(self, *, context: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.received: list[Received] = []
        self.attempts: list[Received] = []
        self.script: list[Behaviour] = []
        self.behaviour: Behaviour = answer()
        self.changed = threading.Condition()
        self.released = threading.Event()
        self._server = Server(("127.0.0.1", port), Handler)
        self._server.recorder = self
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        scheme = "https" if context is not None else "http"
        self.url = f"{scheme}://localhost:{self._server.server_port}" if context else self._plain_url()

    def _plain_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Recorder:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, condition: Callable[[], bool], limit: float = 10.0) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, limit), f"{len(self.received)} received, {self.attempts=}"

    def errors(self) -> list[Any]:
        return [request.body for request in self.received if request.path == "/api/errors"]

    def points(self) -> list[Any]:
        return [
            point for request in self.received if request.path == "/api/metrics" for point in request.body["metrics"]
        ]


def answer(status: int = 201, body: bytes = b'{"status":"created"}', *headers: tuple[str, str]) -> Behaviour:
    return lambda handler: Reply(status, body, headers)


def hang(handler: Handler) -> None:
    """Says nothing until the test is over."""
    handler.server.recorder.released.wait(30)


def reset(handler: Handler) -> None:
    """Ends the connection as a process that dies does."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


def reset_midway(handler: Handler) -> None:
    """Ends the connection in the middle of the head of an answer."""
    handler.wfile.write(b"HTTP/1.1 20")
    handler.wfile.flush()
    reset(handler)


def reset_in_body(handler: Handler) -> None:
    """Accepts, and ends the connection in the middle of saying so at length."""
    recorder = handler.server.recorder
    with recorder.changed:
        recorder.received.append(recorder.attempts[-1])
        recorder.changed.notify_all()
    handler.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 5000\r\n\r\n{")
    handler.wfile.flush()
    reset(handler)


def drip(handler: Handler) -> None:
    """A byte now and then, so that no read ever takes long."""
    with contextlib.suppress(OSError):
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if handler.server.recorder.released.wait(0.05):
                break


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
