"""Any WSGI application: `app = MonlightMiddleware(app, metrics_client, error_client)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from monlight import context
from monlight.error_client import ErrorClient
from monlight.integrations._http import Measurement, to_url, unless_named, user_of
from monlight.metrics_client import MetricsClient

__all__ = ["ENDPOINT", "MonlightMiddleware"]

# Where a framework's integration leaves the template of the route in a request's environment.
ENDPOINT = "monlight.endpoint"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]


class MonlightMiddleware:
    """
    Measures requests, and reports errors that nothing inside has handled; passes everything on as it is.

    Args:
        app: The application, or the next middleware.
        metrics_client: Where measurements go.
        error_client: Where errors go.
        find_endpoint: From the WSGI environment to the template of the route that took the request.
        find_user: From the WSGI environment to the user's id; `REMOTE_USER` by default.
    """

    def __init__(
        self,
        app: App,
        metrics_client: MetricsClient | None = None,
        error_client: ErrorClient | None = None,
        *,
        find_endpoint: Callable[[Environ], str | None] | None = None,
        find_user: Callable[[Environ], Any] | None = None,
    ) -> None:
        self.app = app
        self._metrics = metrics_client
        self.error_client = error_client
        self._find_endpoint = find_endpoint or (lambda environ: environ.get(ENDPOINT))
        self._find_user = find_user or (lambda environ: environ.get("REMOTE_USER"))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        request = _Request(self, environ, Measurement(self._metrics, environ.get("REQUEST_METHOD", "")))

        def watch(status: str, *rest: Any) -> Any:
            request.status = int(status[:3]) if status[:3].isdigit() else 500
            return start_response(status, *rest)

        with request.watched():
            body = self.app(environ, watch)
        # Of what is complete there is nothing to wait for; servers treat it and files better when it is their own.
        if type(body) in (list, tuple) or isinstance(body, environ.get("wsgi.file_wrapper") or ()):
            request.end()
            return body
        return _SizedBody(body, request) if hasattr(body, "__len__") else _Body(body, request)

    def endpoint(self, environ: Environ) -> str | None:
        """The template of the route that took a request."""
        try:
            return self._find_endpoint(environ)
        # The application's own code.
        except Exception:
            return None

    def user(self, environ: Environ) -> str | int | None:
        """Who made a request."""
        try:
            return user_of(self._find_user(environ))
        except Exception:
            return None


class _Request:
    """A request from its first line to the last byte of the answer."""

    def __init__(self, middleware: MonlightMiddleware, environ: Environ, measurement: Measurement) -> None:
        self.status = 500
        self._middleware = middleware
        self._environ = environ
        self._measurement = measurement
        self._scope = context.Scope(_describe(environ), None, is_request=True)

    @contextmanager
    def watched(self) -> Iterator[None]:
        token = context.enter_scope(self._scope)
        try:
            yield
        except Exception as error:
            self._report(error)
            self.status = 500
            self.end()
            raise
        finally:
            context.leave_request(token)

    def _report(self, error: Exception) -> None:
        if self._middleware.error_client is None:
            return
        known = unless_named(self._middleware.user(self._environ))
        self._middleware.error_client.capture_once(error, known, source="wsgi")

    def end(self) -> None:
        self._measurement.end(self.status, self._middleware.endpoint(self._environ))


class _Body:
    """A body as lazy as the application's own, that says when it has ended."""

    def __init__(self, body: Iterable[bytes], request: _Request) -> None:
        self._body = body
        self._request = request
        self._iterator: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with self._request.watched():
            if self._iterator is None:
                self._iterator = iter(self._body)
            part = next(self._iterator, None)
        if part is None:
            self._request.end()
            raise StopIteration
        return part

    def close(self) -> None:
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                with self._request.watched():
                    close()
        finally:
            self._request.end()


class _SizedBody(_Body):
    """One that knows its number of parts: of a single part, servers make the length of the answer."""

    def __len__(self) -> int:
        return len(self._body)  # type: ignore[arg-type]


def _describe(environ: Environ) -> dict[str, object]:
    headers = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").title()] = environ[name]
    host = environ.get("HTTP_HOST") or f"{environ.get('SERVER_NAME', '')}:{environ.get('SERVER_PORT', '')}"
    # PEP 3333: bytes that pretend to be Latin-1.
    path = (environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1", "replace")
    scheme, query = environ.get("wsgi.url_scheme", "http"), environ.get("QUERY_STRING", "")
    return {
        "request_url": to_url(scheme, host, path.decode("utf-8", "replace"), query),
        "request_method": environ.get("REQUEST_METHOD", ""),
        "request_headers": headers,
    }
