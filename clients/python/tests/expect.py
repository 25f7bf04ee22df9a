"""What integrations are held to, whatever the framework."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import httpx

from monlight import ErrorClient, MetricsClient
from monlight.integrations._setup import Clients
from tests.recorder import Recorder


def flush(clients: Clients) -> None:
    for client in clients.values():
        if isinstance(client, (ErrorClient, MetricsClient)):
            client.flush().wait(5)


def requests_of(recorder: Recorder) -> list[tuple[str, str, str]]:
    """Method, endpoint and status of every measured request, each of which has its duration too."""
    counted = [labels_of(point) for point in recorder.points() if point["name"] == "http_requests_total"]
    timed = [labels_of(p) for p in recorder.points() if p["name"] == "http_request_duration_seconds"]
    assert counted == timed
    return counted


def expect_measured(
    serving: AbstractContextManager[str], paths: list[tuple[str, str, str]], clients: Clients, recorder: Recorder
) -> None:
    """Each path is answered with its status, and measured under its endpoint."""
    with serving as url:
        answered = [str(httpx.get(url + path).status_code) for path, _, _ in paths]
    flush(clients)

    assert answered == [status for _, _, status in paths]
    assert requests_of(recorder) == [("GET", endpoint, status) for _, endpoint, status in paths]


def durations(recorder: Recorder) -> list[float]:
    return [point["value"] for point in recorder.points() if point["name"] == "http_request_duration_seconds"]


def labels_of(point: dict[str, Any]) -> tuple[str, str, str]:
    labels = point["labels"]
    assert labels.keys() == {"method", "endpoint", "status"}
    return labels["method"], labels["endpoint"], labels["status"]


def expect_error_in_route(recorder: Recorder, *, url: str, method: str, user: str | None, kind: str) -> dict[str, Any]:
    """One report, with everything that is known of the request and nothing that is secret."""
    assert len(recorder.errors()) == 1, recorder.errors()
    [report] = recorder.errors()
    assert report["exception_type"] == kind
    assert report["request_url"] == url
    assert report["request_method"] == method
    assert report.get("user_id") == user
    headers = {name.lower(): value for name, value in report["request_headers"].items()}
    assert headers["x-visible"] == "yes"
    assert headers["x-auth-token"] == "[scrubbed]"
    assert not headers.keys() & {"authorization", "cookie", "x-api-key"}
    assert isinstance(report, dict)
    return report


SECRET_HEADERS = {
    "Authorization": "Bearer secret",
    "Cookie": "session=secret",
    "X-API-Key": "secret",
    "X-Auth-Token": "secret",
    "X-Visible": "yes",
}
