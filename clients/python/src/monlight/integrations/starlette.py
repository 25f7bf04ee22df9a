"""Starlette, and what is built on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from starlette.applications import Starlette

from monlight.error_client import BeforeSend, ErrorClient
from monlight.integrations import asgi
from monlight.integrations._setup import Clients, create_clients
from monlight.integrations.asgi import Scope

__all__ = ["MonlightMiddleware", "setup_monlight"]


class MonlightMiddleware(asgi.MonlightMiddleware):
    """
    As for any ASGI application, with the route's template as `endpoint`.

        app.add_middleware(MonlightMiddleware, metrics_client=metrics_client)
    """

    def find_endpoint(self, scope: Scope, root_path: str) -> str | None:
        """With the prefixes of routers and mounts: `/api/items/{id}`."""
        return find_template(scope, root_path)


def find_template(scope: Scope, root_path: str) -> str | None:
    """The template of the route that a scope has been through; `root_path` is where the application itself is."""
    mounted = _fill_in(scope.get("root_path", "").removeprefix(root_path), scope.get("path_params", {}))
    # FastAPI keeps a route's path with the prefixes of the routers that include it in a place of its own.
    included = scope.get("fastapi")
    effective = included.get("effective_route_context") if isinstance(included, dict) else None
    path = getattr(effective, "path", None) or _path_of(scope.get("route"))
    if path is not None:
        return f"{mounted}{path}"
    # An application that is mounted and has no routes of its own, such as static files.
    is_mounted = mounted and not hasattr(scope.get("endpoint"), "routes")
    return mounted if is_mounted else None


def _path_of(route: Any) -> str | None:
    # A mount was entered, but what is in it had no route.
    if route is None or hasattr(route, "routes"):
        return None
    path = getattr(route, "path", None)
    return path if isinstance(path, str) else None


def _fill_in(mounted: str, params: dict[str, Any]) -> str:
    """Parameters in the path of a mount by their names again."""
    names = {str(value): name for name, value in params.items()}
    return "/".join(f"{{{names[part]}}}" if part and part in names else part for part in mounted.split("/"))


def setup_monlight(
    app: Starlette,
    *,
    error_tracker_url: str | None = None,
    metrics_collector_url: str | None = None,
    api_key: str,
    project: str = "default",
    environment: str = "prod",
    flush_interval: float = 10.0,
    timeout: float = 5.0,
    excluded_headers: Iterable[str] | None = None,
    scrub_keys: Iterable[str] = (),
    sample_rate: float = 1.0,
    before_send: BeforeSend | None = None,
    find_user: Callable[[Scope], Any] | None = None,
) -> Clients:
    """
    Measures every request and reports every unhandled error of an application. What has no address stays off.

    Call it after other middleware has been added: the last one added is the outermost, and sees the most.
    """
    clients = create_clients(
        error_tracker_url=error_tracker_url,
        metrics_collector_url=metrics_collector_url,
        api_key=api_key,
        project=project,
        environment=environment,
        flush_interval=flush_interval,
        timeout=timeout,
        excluded_headers=excluded_headers,
        scrub_keys=scrub_keys,
        sample_rate=sample_rate,
        before_send=before_send,
    )
    errors: ErrorClient | None = clients["error_client"]
    if errors or clients["metrics_client"]:
        app.add_middleware(
            MonlightMiddleware, metrics_client=clients["metrics_client"], error_client=errors, find_user=find_user
        )
    app.state.monlight_error_client = errors
    app.state.monlight_metrics_client = clients["metrics_client"]
    return clients
