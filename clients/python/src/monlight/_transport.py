"""One connection to a service, and one request at a time on it."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
from typing import TYPE_CHECKING, Any

from monlight._answer import Answer
from monlight._retry import read_retry_after
from monlight._version import __version__

if TYPE_CHECKING:
    import httpx

GZIP_FROM = 1024
MAX_ANSWER = 65_536
# Below what servers keep idle connections for, so that they are rarely closed under a request.
KEEP_ALIVE = 30.0


class Transport:
    """Posts JSON to a service. For one thread at a time."""

    def __init__(self, base_url: str, api_key: str, timeout: float) -> None:
        # Not when the package is imported, since it takes long; and not in the background either: a fork in the middle
        # of an import leaves the child waiting for the module for ever. The first three are what connecting needs.
        import email.utils  # noqa: F401
        import encodings.idna  # noqa: F401
        import urllib.request  # noqa: F401

        import httpx

        self._httpx = httpx
        self._base_url = str(base_url).rstrip("/")
        self._api_key = str(api_key)
        self._timeout = timeout
        self._http: httpx.HTTPTransport | None = None
        self._socket: socket.socket | None = None
        # For what it imports, too. An address that is none is told with the first request.
        with contextlib.suppress(Exception):
            self._connect()

    def post(self, path: str, body: bytes, limit: float | None = None) -> Answer:
        """Sends a body and reads the answer, within `limit` seconds altogether; never raises."""
        seconds = self._timeout if limit is None else min(limit, self._timeout)
        watch = threading.Timer(seconds, self._cut)
        watch.daemon = True
        # At the interpreter's end no thread can be started; then only each step of the request is limited.
        with contextlib.suppress(RuntimeError):
            watch.start()
        try:
            return self._post(path, body, max(seconds, 0.001))
        # Also what the application's own settings cause, such as an address that is none.
        except Exception as error:
            self.close()
            return Answer(0, self._explain(error))
        finally:
            watch.cancel()

    def _post(self, path: str, body: bytes, seconds: float) -> Answer:
        headers = {
            "X-API-Key": self._api_key,
            "Content-Type": "application/json",
            "User-Agent": f"monlight-python/{__version__}",
            "Connection": "keep-alive",
        }
        if len(body) > GZIP_FROM:
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        limits = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        request = self._httpx.Request(
            "POST",
            self._base_url + path,
            headers=headers,
            content=body,
            extensions={"timeout": limits, "trace": self._trace},
        )
        response = self._connect().handle_request(request)
        try:
            text = self._read(response)
        finally:
            response.close()
        return Answer(response.status_code, text, read_retry_after(response.headers.get("Retry-After")))

    def _read(self, response: httpx.Response) -> str:
        """The beginning of an answer, which only errors need; a server may send without end."""
        kept = b""
        # The status has been read, and it alone counts: what is wrong with the rest changes nothing.
        with contextlib.suppress(self._httpx.HTTPError):
            for chunk in response.iter_raw():
                kept += chunk
                if len(kept) >= MAX_ANSWER:
                    break
        return kept[:MAX_ANSWER].decode("utf-8", "replace")

    def _connect(self) -> httpx.HTTPTransport:
        if self._http is None:
            # Not `httpx.Client`: it writes a line into the host's log for every request.
            self._http = self._httpx.HTTPTransport(
                verify=self._base_url.startswith("https:"),
                limits=self._httpx.Limits(max_connections=1, keepalive_expiry=KEEP_ALIVE),
                proxy=_proxy_for(self._base_url),
            )
        return self._http

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            found = info["return_value"].get_extra_info("socket")
            self._socket = found if isinstance(found, socket.socket) else None

    def _cut(self) -> None:
        """Ends a request that takes too long: a server that sends a byte now and then is never slow in httpx's eyes."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Of the plain socket, not TLS's own way, which another thread must not go.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _explain(self, error: Exception) -> str:
        kind = type(error).__name__
        # Errors about what was to be sent may quote it, the key among it.
        if isinstance(error, (ValueError, TypeError, self._httpx.LocalProtocolError)):
            return kind
        text = f"{kind}: {error}"
        return text.replace(self._api_key, "[scrubbed]") if self._api_key else text

    def close(self) -> None:
        """Ends the connection; the next request makes a new one."""
        http, self._http, self._socket = self._http, None, None
        if http is not None:
            with contextlib.suppress(Exception):
                http.close()

    def __del__(self) -> None:
        self.abandon()

    def abandon(self) -> None:
        """Lets go of a connection that belongs to the parent process, without a word to the server."""
        found, self._http, self._socket = getattr(self, "_socket", None), None, None
        if found is not None:
            with contextlib.suppress(OSError):
                found.close()


def _proxy_for(url: str) -> str | None:
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
