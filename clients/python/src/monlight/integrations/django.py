"""
Django. In the settings:

    from monlight.integrations.django import setup_monlight

    setup_monlight(globals(), error_tracker_url="http://localhost:5010", api_key="…", project="shop")

which is short for a dictionary `MONLIGHT` with these options, and `monlight.integrations.django.MonlightMiddleware` as
the first of `MIDDLEWARE`.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.signals import got_request_exception

from monlight import context
from monlight.integrations._http import CLIENT_GONE, Measurement, unless_named, user_of
from monlight.integrations._setup import Clients, Options, create_clients

__all__ = ["MonlightMiddleware", "clients", "setup_monlight"]

_MIDDLEWARE = "monlight.integrations.django.MonlightMiddleware"
_clients: Clients | None = None


def setup_monlight(settings: dict[str, Any], **options: Any) -> None:
    """Puts the options and the middleware into a settings module: `setup_monlight(globals(), api_key=…, …)`."""
    settings["MONLIGHT"] = options
    settings["MIDDLEWARE"] = [_MIDDLEWARE, *settings.get("MIDDLEWARE", ())]


def clients() -> Clients:
    """The clients that `settings.MONLIGHT` makes, for metrics and reports of the application's own."""
    global _clients
    if _clients is None:
        given = {str(name).lower(): value for name, value in getattr(settings, "MONLIGHT", {}).items()}
        unknown = given.keys() - Options.__annotations__.keys()
        if unknown:
            raise ValueError(f"MONLIGHT has unknown options: {', '.join(sorted(unknown))}")
        _clients = create_clients(**{"api_key": "", **given})
    return _clients


class MonlightMiddleware:
    """Measures every request and reports every unhandled error, under WSGI and under ASGI."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self._get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)
        if clients()["error_client"]:
            got_request_exception.connect(_report, weak=False, dispatch_uid="monlight")

    def __call__(self, request: Any) -> Any:
        """One request."""
        if self._is_async:
            return self._serve(request)
        measurement, token = _begin(request)
        try:
            response = self._get_response(request)
        finally:
            context.leave_request(token)
        return _end(measurement, request, response)

    async def _serve(self, request: Any) -> Any:
        measurement, token = _begin(request)
        response: Awaitable[Any] | None = None
        try:
            response = await self._get_response(request)
        finally:
            context.leave_request(token)
            # Cancelled, since the client has gone.
            if response is None:
                measurement.end(CLIENT_GONE, _endpoint(request))
        return _end(measurement, request, response)


def _begin(request: Any) -> tuple[Measurement, Any]:
    known = {
        "request_url": _url(request),
        "request_method": request.method,
        "request_headers": dict(request.headers),
    }
    measurement = Measurement(clients()["metrics_client"], request.method or "")
    return measurement, context.enter_request(known)


def _url(request: Any) -> str:
    try:
        return str(request.build_absolute_uri())
    # A host that is not in ALLOWED_HOSTS, which Django answers itself.
    except Exception:
        return str(request.get_full_path())


def _end(measurement: Measurement, request: Any, response: Any) -> Any:
    if not getattr(response, "streaming", False):
        measurement.end(response.status_code, _endpoint(request))
        return response
    close = response.close

    def close_and_end() -> None:
        try:
            close()
        finally:
            measurement.end(response.status_code, _endpoint(request))

    # Servers call it after the last byte of a body that is made as it goes out.
    response.close = close_and_end
    return response


def _endpoint(request: Any) -> str | None:
    match = getattr(request, "resolver_match", None)
    route = getattr(match, "route", None)
    return None if route is None else f"/{route.removeprefix('/')}"


def _report(request: Any = None, **_: Any) -> None:
    client, error = clients()["error_client"], sys.exc_info()[1]
    if client is None or error is None:
        return
    # Only a user that the view has asked for: to ask now may mean a query in a broken transaction.
    user = getattr(request, "_cached_user", None) or vars(request).get("_acached_user") if request else None
    client.capture_once(error, unless_named(user_of(user)), source="django")
