"""Counters, histograms and gauges for Monlight's metrics collector."""

from __future__ import annotations

from collections.abc import Mapping

from monlight._clock import Clock, SystemClock
from monlight._courier import Courier
from monlight._done import Done
from monlight._losses import Losses
from monlight._points import MAX_NAME, Batch, PointQueue, to_labels, to_number
from monlight._sender import Sender
from monlight._text import cut, safe_str
from monlight._transport import Transport

__all__ = ["MetricsClient"]


class MetricsClient:
    """
    Collects points and sends them in batches, from a thread of its own that the first point starts.

    No call raises or waits for the network, except `flush` and `shutdown` outside of an event loop.

    Args:
        base_url: The metrics collector's address, such as `http://localhost:5012`.
        api_key: Its `API_KEY`, or better its `INGEST_API_KEY`.
        flush_interval: Seconds between two batches; a thousand points make one at once.
        timeout: Seconds that one request may take.
        max_queue: Points that wait while the server is away; the oldest go first.
        clock: Time; for tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        flush_interval: float = 10.0,
        timeout: float = 5.0,
        *,
        max_queue: int = 10_000,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._time = self._clock.time
        self._flush_interval = flush_interval
        self._timeout = timeout
        self._queue = PointQueue(max_queue)
        self._due: float | None = None
        self._losses = Losses("points", self._clock, self._queue.take_overflow)
        courier = Courier(Transport(base_url, api_key, timeout), "/api/metrics", self._losses, self._clock)
        self._sender = Sender("monlight-metrics", self, courier, self._losses, self._clock)

    @property
    def dropped(self) -> int:
        """Points that were dropped since the start, for whatever reason."""
        return self._losses.total

    def start(self) -> Done:
        """Starts the thread now instead of with the first point, also again after `shutdown`. Awaiting is optional."""
        return self._sender.open()

    def counter(self, name: str, labels: Mapping[str, object] | None = None, value: float = 1) -> None:
        """Adds `value` to a counter."""
        self._add(name, "counter", value, labels)

    def histogram(self, name: str, value: float, labels: Mapping[str, object] | None = None) -> None:
        """Records one value of a distribution, such as a duration in seconds."""
        self._add(name, "histogram", value, labels)

    def gauge(self, name: str, value: float, labels: Mapping[str, object] | None = None) -> None:
        """Records what something is now."""
        self._add(name, "gauge", value, labels)

    def flush(self, timeout: float | None = None) -> Done:
        """
        Sends what is buffered; done when all of it was sent or dropped, or after `timeout` seconds (the client's
        own by default). Await it in async code; in sync code it has waited.
        """
        return self._sender.flush(self._timeout if timeout is None else timeout)

    def shutdown(self, timeout: float = 2.0) -> Done:
        """Flushes within `timeout` seconds and stops; later points are ignored. Awaited like `flush`."""
        return self._sender.shutdown(timeout)

    def _add(self, name: str, kind: str, value: float, labels: Mapping[str, object] | None) -> None:
        if self._sender.is_closed:
            return
        try:
            number = to_number(value)
            if type(name) is not str or not 0 < len(name) <= MAX_NAME:
                name = cut(safe_str(name), MAX_NAME)
            if number is None or not name:
                self._losses.add("without a name" if number is not None else "not finite numbers")
                return
            waiting = self._queue.add((name, kind, number, to_labels(labels), self._time()))
            if waiting == 1 or waiting == self._queue.batch:
                self._sender.wake()
        # Labels are the application's, and may be anything.
        except Exception as error:
            self._losses.add(f"for a {type(error).__name__}")

    def waiting(self) -> int:
        """Points in the queue."""
        return len(self._queue)

    def pause(self) -> float:
        """Seconds until the queue is sent although it makes no full batch."""
        now = self._clock.monotonic()
        if self._due is None:
            self._due = now + self._flush_interval
        return self._due - now

    def load(self, *, at_once: bool) -> Batch | None:
        """The next batch, when it is time for one."""
        if not at_once and not self._queue.is_batch and self.pause() > 0:
            return None
        self._due = None
        return self._queue.take()

    def clear(self) -> None:
        """Empties the queue."""
        self._queue.clear()
        self._due = None

    def reset(self) -> None:
        """As new, in a child process."""
        self._queue.reset()
        self._due = None
