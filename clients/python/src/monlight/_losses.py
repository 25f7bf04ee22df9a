"""What was dropped, counted, and said in the host's log once a minute at most."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable

from monlight._clock import Clock

INTERVAL = 60.0
logger = logging.getLogger("monlight")


class Losses:
    """The reports or points that one client has dropped."""

    def __init__(self, what: str, clock: Clock, take_overflow: Callable[[], int] = int) -> None:
        self._what = what
        self._clock = clock
        # Counted by the queue itself, where every nanosecond counts.
        self._take_overflow = take_overflow
        self.reset()

    def reset(self) -> None:
        """Nothing dropped, in a process of its own."""
        # Re-entrant: a report may come from a signal handler that interrupted this very thread.
        self._lock = threading.RLock()
        self._counts: Counter[str] = Counter()
        self._total = 0
        self._reason = ""
        self._told_at: float | None = None

    @property
    def total(self) -> int:
        """How many since the start."""
        self._collect()
        return self._total

    def add(self, why: str, count: int = 1) -> None:
        """So many were dropped."""
        with self._lock:
            self._counts[why] += count
            self._total += count

    def _collect(self) -> None:
        overflow = self._take_overflow()
        if overflow:
            self.add("as the queue was full", overflow)

    def failed(self, reason: str) -> None:
        """Why the last request failed; goes along with what is told of drops."""
        self._reason = reason

    def tell(self) -> None:
        """Logs what was dropped since the last time, unless that was less than a minute ago."""
        self._collect()
        with self._lock:
            now = self._clock.monotonic()
            if not self._counts or (self._told_at is not None and now - self._told_at < INTERVAL):
                return
            self._told_at = now
            counts, self._counts = self._counts, Counter()
        reasons = ", ".join(f"{count} {why}" for why, count in counts.items())
        failure = f"; last failure: {self._reason}" if self._reason else ""
        logger.warning("%s dropped: %s%s", self._what, reasons, failure)
