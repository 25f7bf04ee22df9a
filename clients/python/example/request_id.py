"""The id that a proxy in front of the shop gives to a request: an error leads by it to the lines around it."""

from __future__ import annotations

import logging
from contextvars import ContextVar

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from monlight import with_context

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class RequestId:
    """Notes the id for the log and for error reports."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        given = Headers(scope=scope).get("x-request-id") if scope["type"] == "http" else None
        if given is None:
            await self._app(scope, receive, send)
            return
        # Never reset: the server logs what went wrong after this has been left, in the same task.
        _request_id.set(given)
        with with_context(extra={"request_id": given}):
            await self._app(scope, receive, send)


class LogFormatter(logging.Formatter):
    """Puts the id behind the message."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without its traceback."""
        line = super().formatMessage(record).rstrip()
        request_id = _request_id.get()
        return f"{line} request_id={request_id}" if request_id else line
