"""Any ASGI application: `app = MonlightMiddleware(app, metrics_client, error_client)`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from monlight import context
from monlight.error_client import ErrorClient
from monlight.integrations._http import CLIENT_GONE, Measurement, to_url, unless_named, user_of
from monlight.metrics_client import MetricsClient

__all__ = ["MonlightMiddleware"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# A client that went away in the middle is no error of the application.
_GONE = frozenset({"ClientDisconnect", "ClientDisconnected"})
SHUTDOWN_LIMIT = 2.0


class MonlightMiddleware:
    """
    Measures requests, and reports errors that nothing inside has handled; passes everything on as it is.

    Args:
        app: The application, or the next middleware.
        metrics_client: Where measurements go.
        error_client: Where errors go.
        find_user: From the ASGI scope, after the application has run, to the user's id; `scope["user"]` by default.
    """

    def __init__(
        self,
        app: App,
        metrics_client: MetricsClient | None = None,
        error_client: ErrorClient | None = None,
        *,
        find_user: Callable[[Scope], Any] | None = None,
    ) -> None:
        self.app = app
        self._metrics = metrics_client
        self._errors = error_client
        self._find_user = find_user or (lambda scope: scope.get("user"))

    def find_endpoint(self, scope: Scope, root_path: str) -> str | None:  # noqa: ARG002
        """The template of the route that took a request; `root_path` is what it was before the application ran."""
        # Litestar's name for it.
        template = scope.get("path_template")
        return template if isinstance(template, str) and template else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.app(scope, receive, self._flush_before_end(send))
        else:
            await self._watch(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        measurement = Measurement(self._metrics, scope.get("method", ""))
        root_path = scope.get("root_path", "")
        status: int | None = None

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)
            is_last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if status is not None and is_last:
                measurement.end(status, self._endpoint(scope, root_path))

        try:
            await self._watch(scope, receive, watch)
        except Exception:
            status = 500
            raise
        finally:
            measurement.end(CLIENT_GONE if status is None else status, self._endpoint(scope, root_path))

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = context.enter_request(_describe(scope))
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            self._report(error, scope)
            raise
        finally:
            context.leave_request(token)

    def _report(self, error: BaseException, scope: Scope) -> None:
        if self._errors is None or type(error).__name__ in _GONE:
            return
        try:
            user = user_of(self._find_user(scope))
        # The application's own code, which must not take the place of the error.
        except Exception:
            user = None
        self._errors.capture_once(error, unless_named(user), source="asgi")

    def _endpoint(self, scope: Scope, root_path: str) -> str | None:
        try:
            return self.find_endpoint(scope, root_path)
        # It reads what frameworks leave behind, which may be anything one day.
        except Exception:
            return None

    def _flush_before_end(self, send: Send) -> Send:
        async def watch(message: Message) -> None:
            # Servers may end the process by a signal after this, without `atexit`.
            if message["type"] in ("lifespan.shutdown.complete", "lifespan.shutdown.failed"):
                under_way = [client.flush(SHUTDOWN_LIMIT) for client in (self._metrics, self._errors) if client]
                for done in under_way:
                    await done
            await send(message)

        return watch


def _describe(scope: Scope) -> dict[str, object]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope.get("headers", ()):
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    server = scope.get("server") or ("", None)
    host = headers.get("host") or (f"{server[0]}:{server[1]}" if server[1] else str(server[0]))
    query = scope.get("query_string", b"").decode("latin-1")
    return {
        "request_url": to_url(scope.get("scheme", "http"), host, scope.get("path", ""), query),
        "request_method": scope.get("method", "WEBSOCKET"),
        "request_headers": headers,
    }
