"""The requests that both SDKs must make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from monlight import ErrorClient, MetricsClient
from tests.recorder import KEY, Recorder
from tests.services import Services

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures").glob("*.json"))


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"), object_hook=expand)


def expand(found: dict[str, Any]) -> Any:
    if found.keys() == {"<text>"}:
        return "".join(part * times for part, times in found["<text>"])
    if found.keys() == {"<number>"}:
        return float(found["<number>"].replace("Infinity", "inf"))
    return found


def raised(error: Mapping[str, str]) -> Exception:
    try:
        raise type(error["type"], (Exception,), {})(error["message"])
    except Exception as exc:
        return exc


def report(client: ErrorClient, call: dict[str, Any]) -> None:
    send = client.capture_error if call.get("background") else client.report_error_sync
    send(raised(call["error"]), call.get("request_context"))


def measure(client: MetricsClient, call: dict[str, Any]) -> None:
    arguments = {name: value for name, value in call.items() if name != "method"}
    getattr(client, call["method"])(**arguments)


def matches(expected: Any, actual: Any) -> bool:
    if expected == "<any>":
        return isinstance(actual, str) and actual != ""
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and expected.keys() == actual.keys()
            and all(matches(value, actual[name]) for name, value in expected.items())
        )
    if isinstance(expected, list):
        return isinstance(actual, list) and len(expected) == len(actual) and all(map(matches, expected, actual))
    return type(expected) is type(actual) and expected == actual


def test_there_are_fixtures() -> None:
    assert len(FIXTURES) >= 14


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_makes_its_request_and_the_service_takes_it(
    path: Path, recorder: Recorder, services: Services
) -> None:
    fixture = load(path)

    if fixture["client"] == "error":
        errors = ErrorClient(recorder.url, KEY, **fixture["options"])
        for call in fixture["calls"]:
            report(errors, call)
        errors.shutdown()
    else:
        metrics = MetricsClient(recorder.url, KEY, **fixture["options"])
        for call in fixture["calls"]:
            measure(metrics, call)
        metrics.shutdown()

    expected = fixture["expect"]
    assert len(recorder.received) == 1
    [received] = recorder.received
    assert (received.method, received.path) == (expected["method"], expected["path"])
    assert expected["headers"].items() <= received.headers.items()
    assert matches(expected["body"], received.body), received.body
    service = services.errors if fixture["client"] == "error" else services.metrics
    assert service.post(received.path, received.raw).is_success
