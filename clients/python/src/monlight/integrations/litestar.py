"""Litestar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from litestar import Litestar
from litestar.exceptions import HTTPException

from monlight.integrations import asgi
from monlight.integrations._setup import Clients, Options, create_clients
from monlight.integrations.asgi import App, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["MonlightMiddleware", "setup_monlight"]

_FAILURE = "monlight.error"


class MonlightMiddleware(asgi.MonlightMiddleware):
    """As for any ASGI application; errors come from Litestar's own hook, since it answers them further inside."""

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            # Only now it is known whether a handler of the application's took the error.
            error = scope.pop(_FAILURE, None)
            if error is not None and message.get("status", 500) >= 500:
                self._report(error, scope)
            del error
            await send(message)

        await super()._watch(scope, receive, watch)


async def _keep_error(error: Exception, scope: Any) -> None:
    if not isinstance(error, HTTPException):
        scope[_FAILURE] = error


def setup_monlight(
    app: Litestar,
    *,
    find_user: Callable[[Scope], Any] | None = None,
    **options: Unpack[Options],
) -> Clients:
    """Measures every request and reports every unhandled error of an application. What has no address stays off."""
    clients = create_clients(**options)
    if clients["error_client"] or clients["metrics_client"]:
        inner = cast(App, app.asgi_handler)
        middleware = MonlightMiddleware(inner, clients["metrics_client"], clients["error_client"], find_user=find_user)
        app.asgi_handler = cast(Any, middleware)
        app.after_exception.append(cast(Any, _keep_error))
    return clients
