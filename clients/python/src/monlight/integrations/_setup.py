"""What every `setup_monlight` does first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from monlight.error_client import BeforeSend, ErrorClient
from monlight.metrics_client import MetricsClient


class Clients(TypedDict):
    """What `setup_monlight` returns; a part that has no address is `None`."""

    error_client: ErrorClient | None
    metrics_client: MetricsClient | None


class Options(TypedDict, total=False):
    """What every `setup_monlight` takes; `create_clients` has the defaults."""

    error_tracker_url: str | None
    metrics_collector_url: str | None
    api_key: str
    project: str
    environment: str
    flush_interval: float
    timeout: float
    excluded_headers: Iterable[str] | None
    scrub_keys: Iterable[str]
    sample_rate: float
    before_send: BeforeSend | None


def create_clients(
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
) -> Clients:
    """The clients for the services that have an address."""
    errors = metrics = None
    if error_tracker_url:
        errors = ErrorClient(
            error_tracker_url,
            api_key,
            project,
            environment,
            timeout,
            excluded_headers,
            scrub_keys=scrub_keys,
            sample_rate=sample_rate,
            before_send=before_send,
        )
    if metrics_collector_url:
        metrics = MetricsClient(metrics_collector_url, api_key, flush_interval, timeout)
    return {"error_client": errors, "metrics_client": metrics}
