"""Error reports for Monlight's error tracker."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from monlight import _seen, context
from monlight._clock import Clock, SystemClock, to_iso
from monlight._courier import Courier
from monlight._direct import DirectLine
from monlight._done import Done
from monlight._failure import Failure, describe_exception
from monlight._losses import Losses, logger
from monlight._report_queue import FOLDING_TIME, ReportQueue
from monlight._reports import Composer, Report, ReportShipment
from monlight._scrub import Scrubber
from monlight._sender import Sender
from monlight._transport import Transport

__all__ = ["ErrorClient", "Report"]

BeforeSend = Callable[[Report], "Report | None"]
PATH = "/api/errors"


class ErrorClient:
    """
    Reports exceptions, with whatever is known of the request in progress.

    No call raises. `report_error` and `report_error_sync` wait for the answer, `timeout` seconds at most;
    `capture_error`, and everything that integrations report, goes out from a thread in the background.

    Args:
        base_url: The error tracker's address, such as `http://localhost:5010`.
        api_key: Its `API_KEY`, or better its `INGEST_API_KEY`.
        project: What the reports are filed under.
        environment: Such as `prod` or `staging`.
        timeout: Seconds that a report may take, all attempts together.
        excluded_headers: Headers to leave out, besides those that always are.
        scrub_keys: Names whose values are masked in `extra`, headers and queries, besides the usual ones.
        sample_rate: The part of all errors that is reported, 0 to 1.
        before_send: Has the last look at a report: returns it, changed or not, or `None` to drop it.
        max_queue: Reports that wait while the server is away; the oldest go first.
        clock: Time; for tests.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        project: str = "default",
        environment: str = "prod",
        timeout: float = 5.0,
        excluded_headers: Iterable[str] | None = None,
        *,
        scrub_keys: Iterable[str] = (),
        sample_rate: float = 1.0,
        before_send: BeforeSend | None = None,
        max_queue: int = 100,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._timeout = timeout
        self._sample_rate = sample_rate
        self._before_send = before_send
        self._has_warned = False
        self._composer = Composer(project, environment, Scrubber(scrub_keys, excluded_headers))
        self._queue = ReportQueue(max_queue)
        self._losses = Losses("reports", self._clock)
        self._direct = DirectLine(lambda: Transport(base_url, api_key, timeout), PATH, self._losses, timeout)
        courier = Courier(Transport(base_url, api_key, timeout), PATH, self._losses, self._clock)
        self._sender = Sender("monlight-errors", self, courier, self._losses, self._clock)

    @property
    def dropped(self) -> int:
        """Errors that were dropped since the start, for whatever reason but sampling and `before_send`."""
        return self._losses.total

    async def report_error(self, exc: BaseException, request_context: Mapping[str, Any] | None = None) -> None:
        """Reports an exception; returns when that was answered or given up on."""
        report = self._prepare(exc, request_context)
        # The traceback is text by now: a report under way holds nothing of the exception.
        del exc, request_context
        done = self._send(report)
        if done is not None:
            await done
            self._losses.tell()

    def report_error_sync(self, exc: BaseException, request_context: Mapping[str, Any] | None = None) -> None:
        """The same where there is no event loop; it blocks for `timeout` seconds at most."""
        done = self._send(self._prepare(exc, request_context))
        if done is not None:
            done.wait()
            self._losses.tell()

    def capture_error(self, exc: BaseException, request_context: Mapping[str, Any] | None = None) -> None:
        """Reports an exception in the background, at once for the caller, in async code as in sync code."""
        self._put(self._prepare(exc, request_context))

    def capture_once(
        self, exc: BaseException, request_context: Mapping[str, Any] | None = None, *, source: str
    ) -> None:
        """As `capture_error`, unless another source (a middleware, a log handler, a hook) has reported it already."""
        if not _seen.is_seen(exc, source):
            self._put(self._prepare(exc, request_context, source))

    def capture_failure(self, failure: Failure, request_context: Mapping[str, Any] | None = None) -> None:
        """Reports in the background what is no exception, such as a line of a log."""
        if self._is_wanted():
            self._put(self._try(lambda: self._compose(failure, context.gather(None, request_context))))

    def flush(self, timeout: float | None = None) -> Done:
        """
        Sends what waits in the background; done when all of it was sent or dropped, or after `timeout` seconds (the
        client's own by default). Await it in async code; in sync code it has waited.
        """
        return self._sender.flush(self._timeout if timeout is None else timeout)

    def shutdown(self, timeout: float = 2.0) -> Done:
        """Flushes within `timeout` seconds and stops; later reports are ignored. Awaited like `flush`."""
        self._direct.rest()
        return self._sender.shutdown(timeout)

    def _is_wanted(self) -> bool:
        return not self._sender.is_closed and (self._sample_rate >= 1 or random.random() < self._sample_rate)

    def _prepare(
        self, exc: BaseException, given: Mapping[str, Any] | None, source: str = "application"
    ) -> Report | None:
        if not self._is_wanted():
            return None
        _seen.mark(exc, source)
        return self._try(lambda: self._compose(describe_exception(exc), context.gather(exc, given)))

    def _try(self, compose: Callable[[], Report | None]) -> Report | None:
        try:
            return compose()
        # Anything of the application's may raise in here, since its objects are looked at.
        except Exception as error:
            self._losses.add(f"for a {type(error).__name__}")
            return None

    def _compose(self, failure: Failure, known: Mapping[str, Any]) -> Report | None:
        report = self._composer.compose(failure, known, to_iso(self._clock.time()))
        if self._before_send is None:
            return report
        try:
            returned = self._before_send(copy.deepcopy(report))
            return None if returned is None else self._composer.check(returned, report)
        except Exception:
            if not self._has_warned:
                self._has_warned = True
                logger.warning("before_send failed; reports are sent without it", exc_info=True)
            return report

    def _send(self, report: Report | None) -> Done | None:
        """Under way with somebody waiting; in the background when too many are."""
        if report is None:
            return None
        done = self._direct.send(report)
        if done is None:
            self._put(report)
        return done

    def _put(self, report: Report | None) -> None:
        if report is None:
            return
        dropped = self._queue.add(report, self._clock.monotonic())
        if dropped:
            self._losses.add("as the queue was full", dropped)
        self._sender.wake()

    def waiting(self) -> int:
        """Reports in the queue."""
        return len(self._queue)

    def pause(self) -> float:
        """Seconds until the oldest has been open to others like it for long enough."""
        oldest = self._queue.oldest()
        return 0.0 if oldest is None else oldest + FOLDING_TIME - self._clock.monotonic()

    def load(self, *, at_once: bool) -> ReportShipment | None:
        """The oldest, when it is time for it."""
        if not at_once and self.pause() > 0:
            return None
        report = self._queue.take()
        return None if report is None else ReportShipment(report)

    def clear(self) -> None:
        """Empties the queue."""
        self._queue.clear()

    def reset(self) -> None:
        """As new, in a child process."""
        self._queue.reset()
        self._direct.reset()
