from __future__ import annotations

import asyncio
import logging
import threading
import time
import tracemalloc
from decimal import Decimal
from http import HTTPStatus
from itertools import pairwise
from typing import Any

import pytest

from monlight import MetricsClient
from tests.fake_clock import FakeClock
from tests.recorder import KEY, Handler, Recorder, Reply, answer, closed_port, hang
from tests.services import KEY as SERVICE_KEY
from tests.services import Services


def test_existing_applications_use_it_without_awaiting(recorder: Recorder) -> None:
    metrics = MetricsClient(base_url=recorder.url, api_key=KEY, flush_interval=10.0)

    metrics.start()
    metrics.counter("signups_total", labels={"plan": "pro"})
    metrics.counter("page_views", labels={"page": "/home"}, value=5)
    metrics.flush()

    assert [(point["name"], point["value"]) for point in recorder.points()] == [("signups_total", 1), ("page_views", 5)]
    metrics.shutdown()


def test_existing_applications_await_it(recorder: Recorder) -> None:
    metrics = MetricsClient(recorder.url, KEY)

    async def use() -> None:
        await metrics.start()
        metrics.gauge("a", 1)
        await metrics.flush()
        assert len(recorder.points()) == 1
        metrics.gauge("b", 2)
        await metrics.shutdown()

    asyncio.run(use())

    assert [point["name"] for point in recorder.points()] == ["a", "b"]


def test_shutdown_in_a_loop_that_does_not_await_it_still_sends(recorder: Recorder) -> None:
    recorder.script = [hang]
    metrics = MetricsClient(recorder.url, KEY)

    async def use() -> float:
        metrics.gauge("a", 1)
        started = time.monotonic()
        metrics.shutdown()
        return time.monotonic() - started

    assert asyncio.run(use()) < 0.5
    recorder.released.set()
    recorder.wait_for(lambda: len(recorder.points()) == 1)


def test_points_are_sent_every_interval_and_stamped_when_they_were_made(recorder: Recorder) -> None:
    clock = FakeClock()
    metrics = MetricsClient(recorder.url, KEY, flush_interval=10, clock=clock)

    metrics.gauge("a", 1)
    clock.until_idle()
    clock.advance(4)
    metrics.gauge("a", 2)
    clock.advance(5.9)
    assert recorder.attempts == []
    clock.advance(0.2)

    recorder.wait_for(lambda: len(recorder.points()) == 2)
    assert [point["timestamp"] for point in recorder.points()] == [
        "2027-01-15T08:00:00.000Z",
        "2027-01-15T08:00:04.000Z",
    ]


def test_a_thousand_points_make_a_batch_at_once(recorder: Recorder) -> None:
    metrics = MetricsClient(recorder.url, KEY, flush_interval=3600)

    for number in range(2500):
        metrics.gauge("a", number)
    recorder.wait_for(lambda: len(recorder.points()) >= 2000)
    metrics.shutdown()

    assert [point["value"] for point in recorder.points()] == list(range(2500))
    assert max(len(request.body["metrics"]) for request in recorder.received) <= 1000


def test_batches_hold_their_limit_of_bytes(recorder: Recorder) -> None:
    metrics = MetricsClient(recorder.url, KEY, flush_interval=3600)
    labels = {f"label{number}": "ü" * 500 for number in range(20)}

    for number in range(100):
        metrics.gauge("a", number, labels)
    metrics.shutdown()

    assert [point["value"] for point in recorder.points()] == list(range(100))
    assert max(request.size for request in recorder.received) <= 262_144


def test_a_point_that_is_refused_costs_only_itself(recorder: Recorder) -> None:
    metrics = MetricsClient(recorder.url, KEY, flush_interval=3600)
    for number in range(10):
        metrics.gauge("a", number)
    recorder.script = [
        answer(400, b'{"detail":"metrics[3].value must be a finite number"}'),
        answer(400, b'{"detail":"metrics[8].name must be a string"}'),
    ]

    metrics.shutdown()

    assert [point["value"] for point in recorder.points()] == [0, 1, 2, 4, 5, 6, 7, 8]
    assert metrics.dropped == 2


@pytest.mark.parametrize("detail", [b"no", b'{"detail":"metrics[99999999999] is wrong"}', b"\xff\xfe", b""])
def test_a_batch_that_is_refused_for_no_point_is_given_up(detail: bytes, recorder: Recorder) -> None:
    recorder.script = [answer(400, detail)]
    metrics = MetricsClient(recorder.url, KEY)

    metrics.gauge("a", 1)
    metrics.gauge("a", 2)
    metrics.flush()
    metrics.gauge("b", 3)
    metrics.shutdown()

    assert [point["name"] for point in recorder.points()] == ["b"]
    assert metrics.dropped == 2


@pytest.mark.parametrize("value", ["1.5", Decimal("1.5"), 1.5, True, 0, -0.0, 10**300])
def test_numbers_of_any_kind_are_taken(value: Any, recorder: Recorder, services: Services) -> None:
    metrics = MetricsClient(recorder.url, KEY)

    metrics.gauge("a", value)
    metrics.shutdown()

    assert services.metrics.post("/api/metrics", recorder.received[0].raw).is_success
    assert float(recorder.points()[0]["value"]) == float(value)


class Hostile:
    def __float__(self) -> float:
        raise RuntimeError

    def __str__(self) -> str:
        raise RuntimeError


class HostileMapping(dict[str, str]):
    def items(self) -> Any:
        raise RuntimeError


@pytest.mark.parametrize(
    ("name", "value", "labels"),
    [
        ("a", float("nan"), None),
        ("a", 10**400, None),
        ("a", None, None),
        ("a", Hostile(), None),
        ("a", "text", None),
        ("", 1, None),
        ("a", 1, HostileMapping(a="b")),
        ("a", 1, 5),
    ],
)
def test_what_cannot_be_sent_is_dropped_and_counted(name: Any, value: Any, labels: Any, recorder: Recorder) -> None:
    metrics = MetricsClient(recorder.url, KEY)

    metrics.histogram(name, value, labels)
    metrics.shutdown()

    assert recorder.attempts == []
    assert metrics.dropped == 1


def test_labels_become_text_and_are_the_clients_own(recorder: Recorder) -> None:
    metrics = MetricsClient(recorder.url, KEY)
    labels: dict[Any, Any] = {
        "status": HTTPStatus.OK,
        "whole": 2.0,
        7: "key",
        "price": Decimal("1.50"),
        "object": object(),
    }

    metrics.counter("a", labels)
    labels["later"] = "x"
    metrics.shutdown()

    assert recorder.points()[0]["labels"] == {"status": "200", "whole": "2", "7": "key", "price": "1.50"}


def test_after_shutdown_points_are_ignored_until_the_next_start(recorder: Recorder) -> None:
    metrics = MetricsClient(recorder.url, KEY)
    metrics.shutdown()

    metrics.gauge("ignored", 1)
    metrics.flush()
    metrics.start()
    metrics.gauge("taken", 1)
    metrics.shutdown()

    assert [point["name"] for point in recorder.points()] == ["taken"]


def test_from_many_threads_every_point_arrives(services: Services) -> None:
    metrics = MetricsClient(services.metrics.url, SERVICE_KEY, flush_interval=0.05, max_queue=100_000)

    def count() -> None:
        for _ in range(2000):
            metrics.counter("threads_total", {"kind": "test"})

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    metrics.shutdown(10)

    data = services.metrics.get("/api/metrics", name="threads_total", period="1h")["data"]
    assert sum(bucket["sum"] for bucket in data) == 16_000
    assert metrics.dropped == 0


def test_drops_are_told_once_a_minute_with_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock()
    address = f"http://127.0.0.1:{closed_port()}"
    metrics = MetricsClient(address, KEY, flush_interval=1, max_queue=10, clock=clock)

    with caplog.at_level(logging.WARNING, "monlight"):
        for _ in range(180):
            for number in range(20):
                metrics.gauge("a", number)
            clock.until_idle()
            clock.advance(1)

    warnings = [record.getMessage() for record in caplog.records if record.name == "monlight"]
    assert 2 <= len(warnings) <= 4
    assert "as the queue was full; last failure: ConnectError" in warnings[1]
    assert KEY not in caplog.text


def test_pauses_between_attempts_grow_to_half_a_minute() -> None:
    clock = FakeClock()
    attempts: list[float] = []
    with Recorder() as recorder:

        def refuse(handler: Handler) -> Reply:
            attempts.append(clock.time())
            return Reply(503, b"away")

        recorder.behaviour = refuse
        metrics = MetricsClient(recorder.url, KEY, flush_interval=1, clock=clock)
        metrics.gauge("a", 1)
        clock.until_idle()
        for _ in range(600):
            clock.advance(1)

    pauses = [after - before for before, after in pairwise(attempts)]
    assert 20 < len(attempts) < 120
    assert max(pauses[:3]) <= 5
    assert max(pauses) <= 31


def test_memory_is_bounded_while_the_server_is_away_for_ten_minutes() -> None:
    clock = FakeClock()
    metrics = MetricsClient(f"http://127.0.0.1:{closed_port()}", KEY, clock=clock)
    labels = {"method": "GET", "endpoint": "/items/{id}", "status": "200"}
    per_step, steps = 10_000, 600
    sizes = []

    # All the traffic of ten minutes; memory is measured now and then, since that makes Python slow.
    for step in range(steps):
        is_measured = step in (10, 300, 599)
        if is_measured:
            tracemalloc.start()
        for _ in range(per_step // 2):
            metrics.counter("http_requests_total", labels)
            metrics.histogram("http_request_duration_seconds", 0.25, labels)
        clock.until_idle()
        clock.advance(1)
        if is_measured:
            sizes.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

    assert metrics.waiting() == 10_000
    assert metrics.dropped >= per_step * steps - 10_000 - 1000
    # What 10 000 points and the batch under way take.
    assert max(sizes) < 12_000_000, sizes
