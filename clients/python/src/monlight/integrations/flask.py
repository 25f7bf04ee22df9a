"""Flask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, g, got_request_exception, request, request_started

from monlight.integrations._http import unless_named, user_of
from monlight.integrations._setup import Clients, Options, create_clients
from monlight.integrations.wsgi import ENDPOINT, App, Environ, MonlightMiddleware

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["setup_monlight"]


def setup_monlight(
    app: Flask,
    *,
    find_user: Callable[[Environ], Any] | None = None,
    **options: Unpack[Options],
) -> Clients:
    """
    Measures every request and reports every unhandled error of an application. What has no address stays off.

    The user is Flask-Login's, unless `find_user` or `set_user` names one.
    """
    clients = create_clients(**options)
    errors, metrics = clients["error_client"], clients["metrics_client"]
    if errors or metrics:
        inner = cast(App, app.wsgi_app)
        middleware = MonlightMiddleware(inner, metrics, errors, find_user=find_user)
        app.wsgi_app = middleware  # type: ignore[method-assign]
        # Signals hold what listens to them weakly unless told otherwise.
        request_started.connect(_note_endpoint, app, weak=False)
        # Flask answers unhandled errors itself, so they do not get as far as the middleware.
        got_request_exception.connect(_reporter(middleware, find_user), app, weak=False)
    return clients


def _note_endpoint(_app: Flask, **_: Any) -> None:
    if request.url_rule is not None:
        request.environ[ENDPOINT] = f"{request.script_root}{request.url_rule.rule}"


def _reporter(middleware: MonlightMiddleware, find_user: Callable[[Environ], Any] | None) -> Callable[..., None]:
    def report(_app: Flask, exception: Exception, **_: Any) -> None:
        if middleware.error_client is None:
            return
        user = middleware.user(request.environ) if find_user else _login_user()
        middleware.error_client.capture_once(exception, unless_named(user), source="flask")

    return report


def _login_user() -> str | int | None:
    """Flask-Login's user, when the request has asked for him."""
    try:
        return user_of(g.get("_login_user"))
    except Exception:
        return None
