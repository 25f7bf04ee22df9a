from __future__ import annotations

import asyncio
import gc
import logging
import random
import sys
import threading
import time
import weakref
from typing import Any

import pytest

from monlight import ErrorClient, Report
from tests.raised import caught
from tests.recorder import KEY, Recorder, answer, closed_port, hang
from tests.services import KEY as SERVICE_KEY
from tests.services import Services


def test_an_awaited_report_has_arrived(client: ErrorClient, recorder: Recorder) -> None:
    asyncio.run(client.report_error(caught(ValueError("bad")), {"user_id": 7}))

    assert [(report["message"], report["user_id"]) for report in recorder.errors()] == [("bad", "7")]


def test_the_service_groups_reports_by_where_they_were_raised(services: Services) -> None:
    errors = ErrorClient(services.errors.url, SERVICE_KEY, "grouped", "staging")

    for number in range(3):
        errors.report_error_sync(caught(ValueError(f"number {number}")))
    errors.shutdown()

    group = services.error("grouped")
    assert (group["exception_type"], group["environment"], group["count"]) == ("ValueError", "staging", 3)


def test_reports_on_one_thread_share_a_connection(client: ErrorClient, recorder: Recorder) -> None:
    for number in range(3):
        client.report_error_sync(caught(ValueError(number)))

    assert len({request.connection for request in recorder.received}) == 1


def test_the_version_is_told(client: ErrorClient, recorder: Recorder) -> None:
    client.report_error_sync(caught(ValueError()))

    assert recorder.received[0].headers["user-agent"] == "monlight-python/0.1.0"


def test_what_is_captured_goes_out_within_two_seconds_on_its_own(client: ErrorClient, recorder: Recorder) -> None:
    client.capture_error(caught(ValueError("bad")))

    recorder.wait_for(lambda: len(recorder.errors()) == 1, limit=2)


def test_different_errors_are_not_folded(client: ErrorClient, recorder: Recorder) -> None:
    client.capture_error(caught(ValueError("a")))
    client.capture_error(caught(ValueError("b")))
    client.capture_error(caught(ValueError("a")), {"request_url": "/other"})
    client.flush()

    assert len(recorder.errors()) == 3
    assert not any("count" in report for report in recorder.errors())


def test_a_full_queue_drops_its_oldest_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    errors = ErrorClient(f"http://127.0.0.1:{closed_port()}", KEY, max_queue=10)

    with caplog.at_level(logging.WARNING, "monlight"):
        for number in range(50):
            errors.capture_error(caught(ValueError(number)))
        errors.shutdown(0.2).wait()
        while threading.active_count() > 1 and any(t.name == "monlight-errors" for t in threading.enumerate()):
            time.sleep(0.01)

    assert errors.dropped == 50
    assert len([record for record in caplog.records if record.name == "monlight"]) == 1
    assert KEY not in caplog.text


def test_after_shutdown_nothing_is_sent_and_nothing_raised(client: ErrorClient, recorder: Recorder) -> None:
    client.shutdown()

    client.capture_error(caught(ValueError()))
    client.report_error_sync(caught(ValueError()))
    asyncio.run(client.report_error(caught(ValueError())))
    client.flush()
    client.shutdown()

    assert recorder.attempts == []


def test_sampling_reports_its_part(recorder: Recorder) -> None:
    random.seed(1)
    errors = ErrorClient(recorder.url, KEY, sample_rate=0.25, max_queue=1000)

    for number in range(400):
        errors.capture_error(caught(ValueError(number)))
    errors.shutdown(10)

    assert 70 < len(recorder.errors()) < 130
    assert errors.dropped == 0


def test_before_send_changes_and_drops(recorder: Recorder) -> None:
    def hook(report: Report) -> Report | None:
        report["message"] = report["message"].upper()
        report["extra"] = {"token": "secret", "n": 1}
        return None if "DROP" in report["message"] else report

    errors = ErrorClient(recorder.url, KEY, before_send=hook)

    errors.report_error_sync(caught(ValueError("keep")))
    errors.report_error_sync(caught(ValueError("drop")))
    errors.shutdown()

    assert [report["message"] for report in recorder.errors()] == ["KEEP"]
    assert recorder.errors()[0]["extra"] == {"token": "[scrubbed]", "n": 1}


def test_a_before_send_that_raises_costs_no_report(recorder: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    def hook(report: Report) -> Report:
        report["message"] = "spoilt"
        raise RuntimeError("hook")

    errors = ErrorClient(recorder.url, KEY, before_send=hook)

    for number in range(2):
        errors.report_error_sync(caught(ValueError(number)))
    errors.shutdown()

    assert [report["message"] for report in recorder.errors()] == ["0", "1"]
    assert caplog.text.count("before_send failed") == 1


@pytest.mark.parametrize("returned", ["text", 5, {"message": object()}, {"extra": [1]}, {}])
def test_whatever_before_send_returns_nothing_is_raised(returned: Any, recorder: Recorder, services: Services) -> None:
    errors = ErrorClient(recorder.url, KEY, before_send=lambda report: returned)

    errors.report_error_sync(caught(ValueError("bad")))
    errors.shutdown()

    [received] = recorder.received
    assert services.errors.post("/api/errors", received.raw).is_success


class Marker:
    pass


def test_nothing_of_the_frames_is_held_while_a_report_waits(recorder: Recorder) -> None:
    recorder.behaviour = hang
    errors = ErrorClient(recorder.url, KEY, timeout=30)

    async def report_in_the_middle() -> weakref.ref[Marker]:
        held, reference = fail_with_local()
        tasks = [asyncio.create_task(errors.report_error(held))]
        errors.capture_error(held)
        del held
        await asyncio.to_thread(recorder.wait_for, lambda: len(recorder.attempts) == 2)
        gc.collect()
        found = reference()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert found is None
        return reference

    assert asyncio.run(report_in_the_middle())() is None
    recorder.released.set()
    errors.shutdown(0.1)


def fail_with_local() -> tuple[Exception, weakref.ref[Marker]]:
    marker = Marker()
    try:
        raise ValueError("with a local")
    except ValueError as error:
        return error, weakref.ref(marker)


def test_a_report_that_is_awaited_ends_in_time(recorder: Recorder) -> None:
    recorder.behaviour = hang
    errors = ErrorClient(recorder.url, KEY, timeout=0.3)

    started = time.monotonic()
    asyncio.run(errors.report_error(caught(ValueError())))
    errors.report_error_sync(caught(ValueError()))

    assert 0.5 < time.monotonic() - started < 1.5


def test_the_event_loop_goes_on_while_a_report_is_awaited(recorder: Recorder) -> None:
    recorder.behaviour = hang
    errors = ErrorClient(recorder.url, KEY, timeout=0.5)

    async def longest_pause() -> float:
        pauses = []
        task = asyncio.create_task(errors.report_error(caught(ValueError())))
        while not task.done():
            before = time.monotonic()
            await asyncio.sleep(0.001)
            pauses.append(time.monotonic() - before)
        return max(pauses)

    assert asyncio.run(longest_pause()) < 0.2


def test_many_reports_at_once_use_few_threads_and_all_arrive(recorder: Recorder) -> None:
    errors = ErrorClient(recorder.url, KEY, max_queue=1000)
    before = set(threading.enumerate())

    async def report_all() -> int:
        tasks = [asyncio.create_task(errors.report_error(caught(ValueError(n)))) for n in range(200)]
        threads = 0
        for task in tasks:
            await task
            ours = [thread for thread in threading.enumerate() if thread.name.startswith("monlight")]
            threads = max(threads, len(set(ours) - before))
        await errors.flush(10)
        return threads

    assert asyncio.run(report_all()) <= 9
    assert {report["message"] for report in recorder.errors()} == {str(number) for number in range(200)}
    errors.shutdown()


def test_importing_starts_no_thread_and_costs_no_httpx() -> None:
    import subprocess

    code = (
        "import sys, threading, monlight;"
        "assert threading.active_count() == 1;"
        "assert 'httpx' not in sys.modules and 'asyncio' not in sys.modules;"
        "monlight.ErrorClient('http://x', 'k'), monlight.MetricsClient('http://x', 'k');"
        "assert threading.active_count() == 1"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_refusal_is_counted_and_not_repeated(recorder: Recorder) -> None:
    recorder.behaviour = answer(400, b'{"detail":"no"}')
    errors = ErrorClient(recorder.url, KEY)

    errors.report_error_sync(caught(ValueError()))
    errors.capture_error(caught(ValueError()))
    errors.shutdown()

    assert len(recorder.attempts) == 2
    assert errors.dropped == 2
