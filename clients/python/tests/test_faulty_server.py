from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
import trustme

from monlight import ErrorClient, MetricsClient
from tests.recorder import (
    KEY,
    Behaviour,
    Recorder,
    answer,
    closed_port,
    drip,
    hang,
    reset,
    reset_in_body,
    reset_midway,
)

FAULTS = {
    "hangs": hang,
    "resets": reset,
    "resets midway": reset_midway,
    "drips": drip,
    "500": answer(500, b"oops"),
    "503": answer(503, b"\xff\xfe\x00"),
    "429": answer(429, b"{}", ("Retry-After", "0")),
    "429 without a time": answer(429, b"slow down"),
    "429 with rubbish": answer(429, b"", ("Retry-After", "soon")),
    "429 with a past date": answer(429, b"", ("Retry-After", formatdate(0))),
}


def caught(message: str) -> Exception:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> Behaviour:
    return FAULTS[request.param]


def test_after_a_fault_everything_arrives_once_and_in_order(fault: Behaviour, recorder: Recorder) -> None:
    recorder.script = [fault]
    errors, metrics = ErrorClient(recorder.url, KEY, timeout=0.3), MetricsClient(recorder.url, KEY, 0.01, 0.3)

    for number in range(5):
        metrics.gauge("a", number)
    recorder.wait_for(lambda: len(recorder.attempts) >= 1)
    for number in range(5):
        metrics.gauge("a", 5 + number)
        errors.capture_error(caught(str(number)))
    for client in (errors, metrics):
        client.flush(10)

    recorder.wait_for(lambda: len(recorder.points()) == 10 and len(recorder.errors()) == 5)
    assert [point["value"] for point in recorder.points()] == list(range(10))
    assert [report["message"] for report in recorder.errors()] == ["0", "1", "2", "3", "4"]
    assert errors.dropped == metrics.dropped == 0
    recorder.released.set()
    errors.shutdown()
    metrics.shutdown()


def test_a_report_that_is_awaited_survives_a_fault_within_its_time(fault: Behaviour, recorder: Recorder) -> None:
    recorder.script = [fault]
    errors = ErrorClient(recorder.url, KEY, timeout=1.5)
    # Hanging and dripping take all of its time, whatever it is.
    takes_all = fault in (hang, drip)

    started = time.monotonic()
    asyncio.run(errors.report_error(caught("bad")))

    assert time.monotonic() - started < 2.5
    assert len(recorder.errors()) == (0 if takes_all else 1)
    recorder.released.set()
    errors.shutdown(0.1)


def test_a_failure_is_told_though_the_next_attempt_had_no_time(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.script = [answer(503, b"{}", ("Retry-After", "0")), hang]
    errors = ErrorClient(recorder.url, KEY, timeout=0.3)

    with caplog.at_level(logging.WARNING, "monlight"):
        errors.report_error_sync(caught("bad"))
        until = time.monotonic() + 5
        while errors.dropped == 0 and time.monotonic() < until:
            time.sleep(0.01)
        # Told with the next one at the latest.
        errors.report_error_sync(caught("good"))
    recorder.released.set()
    errors.shutdown()

    assert len(recorder.attempts) == 3
    assert "last failure: 503" in caplog.text


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_whatever_a_2xx_says_it_has_arrived(status: int, recorder: Recorder) -> None:
    recorder.behaviour = answer(status, b"" if status == 204 else b"\xff<html>rubbish", ("Content-Encoding", "gzip"))
    errors = ErrorClient(recorder.url, KEY)

    errors.report_error_sync(caught("bad"))
    errors.shutdown()

    assert len(recorder.attempts) == 1
    assert errors.dropped == 0


def test_a_2xx_that_breaks_off_has_arrived(recorder: Recorder) -> None:
    recorder.script = [reset_in_body]
    metrics = MetricsClient(recorder.url, KEY)

    metrics.gauge("a", 1)
    metrics.flush()
    metrics.gauge("a", 2)
    metrics.shutdown()

    assert [point["value"] for point in recorder.points()] == [1, 2]


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413])
def test_other_answers_are_final(status: int, recorder: Recorder) -> None:
    recorder.script = [answer(status, b'{"detail":"no"}', ("Location", "/elsewhere"))]
    metrics = MetricsClient(recorder.url, KEY)

    metrics.gauge("a", 1)
    metrics.flush()
    metrics.gauge("a", 2)
    metrics.shutdown()

    assert len(recorder.attempts) == 2
    assert [point["value"] for point in recorder.points()] == [2]
    assert metrics.dropped == 1


def test_a_429_is_waited_out(recorder: Recorder) -> None:
    recorder.script = [answer(429, b"{}", ("Retry-After", "1"))]
    metrics = MetricsClient(recorder.url, KEY, 0.01)

    metrics.gauge("a", 1)
    recorder.wait_for(lambda: len(recorder.attempts) == 2)

    first, second = recorder.attempts
    assert 0.9 < second.at - first.at < 1.5
    metrics.shutdown()


def test_a_server_that_comes_late_gets_what_waited() -> None:
    port = closed_port()
    metrics = MetricsClient(f"http://127.0.0.1:{port}", KEY, 0.01)

    for number in range(100):
        metrics.gauge("a", number)
    metrics.flush(0.2)
    with Recorder(port=port) as recorder:
        metrics.flush(5)

        assert [point["value"] for point in recorder.points()] == list(range(100))
    metrics.shutdown(0.1)


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Recorder, Path]]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with Recorder(context=context) as recorder:
        yield recorder, tmp_path / "ca.pem"


def test_a_certificate_that_nobody_vouches_for_gets_nothing(secure: tuple[Recorder, Path]) -> None:
    recorder, _ = secure
    errors = ErrorClient(recorder.url, KEY, timeout=1)

    errors.report_error_sync(caught("bad"))

    # The caller goes on when its time is over; what becomes of the report shows a moment later.
    deadline = time.monotonic() + 10
    while errors.dropped == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert errors.dropped == 1
    assert recorder.attempts == []
    errors.shutdown(0.1)


def test_a_certificate_of_an_authority_that_is_trusted_is_taken(
    secure: tuple[Recorder, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, authority = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    errors = ErrorClient(recorder.url, KEY)

    errors.report_error_sync(caught("bad"))
    errors.shutdown()

    assert len(recorder.errors()) == 1


def test_a_drip_over_tls_ends_in_time_too(secure: tuple[Recorder, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    recorder, authority = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    recorder.script = [drip]
    metrics = MetricsClient(recorder.url, KEY, 0.01, 0.3)

    metrics.gauge("a", 1)
    recorder.wait_for(lambda: len(recorder.points()) == 1, limit=5)

    assert len(recorder.attempts) == 2
    recorder.released.set()
    metrics.shutdown()
