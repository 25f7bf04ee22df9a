"""What all web frameworks have in common."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from monlight import context
from monlight.metrics_client import MetricsClient

UNMATCHED = "<unmatched>"
# What a server writes down when a client has gone before there was an answer; no framework says it.
CLIENT_GONE = 499
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"})
# RFC 3986: what a path may hold as it is.
_PATH = "/~!$&'()*+,;=:@%-._"


class Measurement:
    """One request on its way to the two metrics that the dashboard is made of."""

    def __init__(self, client: MetricsClient | None, method: str) -> None:
        self._client = client
        self._method = method if method in _METHODS else "<other>"
        self._started = time.perf_counter()

    def end(self, status: int, endpoint: str | None) -> None:
        """The last byte is out. Later calls change nothing."""
        client, self._client = self._client, None
        if client is None:
            return
        duration = time.perf_counter() - self._started
        labels = {"method": self._method, "endpoint": endpoint or UNMATCHED, "status": str(status)}
        client.counter("http_requests_total", labels)
        client.histogram("http_request_duration_seconds", duration, labels)


def to_url(scheme: str, host: str, path: str, query: str) -> str:
    """An address out of its parts, of which the path is decoded and the query is not."""
    return f"{scheme}://{host}{quote(path, safe=_PATH, errors='replace')}{'?' if query else ''}{query}"


def user_of(user: Any) -> str | int | None:
    """Whatever a framework calls the user, by the attribute that names him; nobody when he is not signed in."""
    if user is None or isinstance(user, (str, int)):
        return user
    if isinstance(user, Mapping):
        return next((user_of(user[name]) for name in ("id", "sub", "username") if user.get(name)), None)
    with suppress(Exception):
        if getattr(user, "is_authenticated", True) is False:
            return None
    for name in ("pk", "id", "user_id", "identity", "username", "display_name"):
        # Some frameworks' users raise for what they do not have.
        with suppress(Exception):
            value = getattr(user, name, None)
            if isinstance(value, (str, int)) and value != "":
                return value
            if value is not None and not callable(value):
                return str(value)
    return None


def unless_named(user: str | int | None) -> dict[str, Any] | None:
    """The user that a framework knows, as context for a report; whom `set_user` named goes before him."""
    if user is None or context.gather(None, None).get("user_id") is not None:
        return None
    return {"user_id": user}
