"""Time that passes when it is told to."""

from __future__ import annotations

import threading
import time


class FakeClock:
    """`advance` lets it pass, and returns when every thread that waited for it has gone on and waits again."""

    def __init__(self, start: float = 1_800_000_000.0) -> None:
        self._now = start
        self._changed = threading.Condition()
        self._waiting: dict[int, tuple[threading.Condition, float | None]] = {}
        self.waits = 0

    def time(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    def wait(self, condition: threading.Condition, seconds: float | None) -> object:
        me = threading.get_ident()
        with self._changed:
            self._waiting[me] = (condition, None if seconds is None else self._now + seconds)
            self.waits += 1
            self._changed.notify_all()
        try:
            return condition.wait()
        finally:
            with self._changed:
                del self._waiting[me]

    def advance(self, seconds: float) -> None:
        with self._changed:
            self._now += seconds
            due = [condition for condition, until in self._waiting.values() if until is not None and until <= self._now]
            before = self.waits
        for condition in due:
            with condition:
                condition.notify_all()
        if due:
            self.settle(before + len(due))

    def settle(self, waits: int, limit: float = 10.0) -> None:
        """Until threads have begun to wait so many times."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.waits >= waits, limit)

    def until_idle(self, limit: float = 10.0) -> None:
        """Until a thread waits."""
        deadline = time.monotonic() + limit
        with self._changed:
            while not self._waiting:
                assert self._changed.wait(deadline - time.monotonic())
