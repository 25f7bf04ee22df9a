from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any

import pytest

import monlight
from monlight.integrations.fastapi import MonlightExceptionHandler, MonlightMiddleware, setup_monlight

PUBLIC = {
    "monlight": [
        "ErrorClient", "MetricsClient", "Report", "RequestContext", "__version__", "install_excepthooks", "set_user",
        "with_context",
    ],
    "monlight.error_client": ["ErrorClient", "Report"],
    "monlight.metrics_client": ["MetricsClient"],
    "monlight.logging": ["MonlightHandler"],
    "monlight.excepthooks": ["install_excepthooks", "watch_loop"],
    "monlight.integrations.asgi": ["MonlightMiddleware"],
    "monlight.integrations.wsgi": ["ENDPOINT", "MonlightMiddleware"],
    "monlight.integrations.fastapi": ["MonlightExceptionHandler", "MonlightMiddleware", "setup_monlight"],
    "monlight.integrations.starlette": ["MonlightMiddleware", "setup_monlight"],
    "monlight.integrations.litestar": ["MonlightMiddleware", "setup_monlight"],
    "monlight.integrations.flask": ["setup_monlight"],
    "monlight.integrations.django": ["MonlightMiddleware", "clients", "setup_monlight"],
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_a_module_has_its_public_names(name: str) -> None:
    module: Any = importlib.import_module(name)

    assert sorted(module.__all__) == PUBLIC[name]
    assert all(getattr(module, public) is not None for public in module.__all__)


def test_every_other_module_is_private_or_internal() -> None:
    found = {info.name for info in pkgutil.walk_packages(monlight.__path__, "monlight.")}
    public = {name for name in found if not any(part.startswith("_") for part in name.split("."))}

    assert public - PUBLIC.keys() == {"monlight.context", "monlight.integrations"}


def parameters_of(function: Any, kind: Any = None) -> list[str]:
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.name != "self" and (kind is None or p.kind is kind)]


def test_signatures_begin_as_existing_applications_know_them() -> None:
    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD

    assert parameters_of(monlight.ErrorClient, positional) == [
        "base_url", "api_key", "project", "environment", "timeout", "excluded_headers",
    ]  # fmt: skip
    assert parameters_of(monlight.MetricsClient, positional) == ["base_url", "api_key", "flush_interval", "timeout"]
    assert parameters_of(monlight.MetricsClient.counter) == ["name", "labels", "value"]
    assert parameters_of(monlight.MetricsClient.histogram) == ["name", "value", "labels"]
    assert parameters_of(monlight.MetricsClient.gauge) == ["name", "value", "labels"]
    assert parameters_of(monlight.ErrorClient.report_error) == ["exc", "request_context"]
    assert parameters_of(monlight.ErrorClient.report_error_sync) == ["exc", "request_context"]
    assert inspect.iscoroutinefunction(monlight.ErrorClient.report_error)
    assert parameters_of(MonlightMiddleware)[:2] == ["app", "metrics_client"]
    assert parameters_of(MonlightExceptionHandler) == ["request", "exc"]
    assert parameters_of(setup_monlight, positional) == ["app"]
    assert parameters_of(setup_monlight)[1:7] == [
        "error_tracker_url", "metrics_collector_url", "api_key", "project", "environment", "flush_interval",
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*PUBLIC, "monlight.context"])
def test_everything_public_is_described(name: str) -> None:
    module: Any = importlib.import_module(name)

    assert module.__doc__
    for public in getattr(module, "__all__", ()):
        found = getattr(module, public)
        if inspect.isclass(found) or inspect.isfunction(found):
            assert found.__doc__, public
