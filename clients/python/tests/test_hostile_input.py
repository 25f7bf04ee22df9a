"""Whatever an application reports or configures, nothing is raised."""

from __future__ import annotations

from typing import Any

import pytest

from monlight import ErrorClient
from tests.raised import caught
from tests.recorder import KEY, Recorder
from tests.services import Services


class Hostile(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


class Exits(Exception):
    def __str__(self) -> str:
        raise SystemExit(3)


def circular() -> dict[str, Any]:
    extra: dict[str, Any] = {"list": []}
    extra["self"] = extra
    extra["list"].append(extra["list"])
    return extra


class Unreadable(dict[str, Any]):
    def items(self) -> Any:
        raise RuntimeError("no items")


@pytest.mark.parametrize(
    ("error", "context"),
    [
        (Hostile(), None),
        (Exits(), None),
        (ValueError("x" * 10_000_000), None),
        (ValueError("half \ud800 of a pair"), {"extra": {"\udc00": "\ud800"}}),
        (ValueError(), {"extra": circular()}),
        (ValueError(), {"extra": {"a": Unreadable(b=1), "c": Hostile(), "big": 10**5000, "text": "x" * 10_000_000}}),
        (ValueError(), {"extra": {str(a): {str(b): list(range(100)) for b in range(100)} for a in range(100)}}),
        (ValueError("\x01" * 9000), {"extra": {str(number): "😀" * 3000 for number in range(100)}}),
        (ValueError(), {"extra": "no mapping", "request_headers": "none", "request_url": 5, "user_id": object()}),
        (ValueError(), {"unknown": 1, 5: 6}),
        (ValueError(), "no mapping"),
        (KeyboardInterrupt(), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_is_reported_arrives_and_the_service_takes_it(
    error: BaseException, context: Any, client: ErrorClient, recorder: Recorder, services: Services
) -> None:
    client.report_error_sync(caught(error), context)

    [received] = recorder.received
    assert received.size <= 262_144
    assert services.errors.post("/api/errors", received.raw).is_success


def test_what_is_no_exception_at_all_raises_nothing(client: ErrorClient) -> None:
    client.report_error_sync("text")  # type: ignore[arg-type]
    client.capture_error(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["", "no address", "http://", "http://[::1", "ftp://x", "http://127.0.0.1:99999", "http://\ud800"]
)
def test_an_address_that_is_none_raises_nothing(url: str) -> None:
    errors = ErrorClient(url, KEY, timeout=0.5)

    errors.report_error_sync(caught(ValueError()))
    errors.capture_error(caught(ValueError()))
    errors.shutdown(0.1)


@pytest.mark.parametrize("key", ["", "line\nbreak", "ключ", None])
def test_a_key_that_is_none_raises_nothing_and_is_not_logged(
    key: Any, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    errors = ErrorClient(recorder.url, key, timeout=0.5)

    errors.report_error_sync(caught(ValueError()))
    errors.shutdown(0.1)

    assert not key or key not in caplog.text
