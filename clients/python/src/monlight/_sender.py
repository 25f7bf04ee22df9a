"""The background of a client: a queue, a courier, and a thread that carries from one to the other."""

from __future__ import annotations

from typing import Protocol

from monlight import _lifetime
from monlight._clock import Clock
from monlight._courier import Courier, Shipment
from monlight._done import Done, already_done
from monlight._losses import Losses
from monlight._worker import Worker


class Source(Protocol):
    """Where shipments come from."""

    def waiting(self) -> int:
        """How much there is."""

    def pause(self) -> float:
        """Seconds until the next shipment is ready."""

    def load(self, *, at_once: bool) -> Shipment | None:
        """The next shipment, if one is ready, or is wanted at once."""

    def clear(self) -> None:
        """Drops everything that waits."""

    def reset(self) -> None:
        """As new, in a child process: what waits belongs to the parent, and its locks may be held for ever."""


class Sender:
    """Sends what a source has, through forks, failures and the end of the process."""

    def __init__(self, name: str, source: Source, courier: Courier, losses: Losses, clock: Clock) -> None:
        self._source = source
        self._courier = courier
        self._losses = losses
        self._worker = Worker(name, self._step, clock)
        self.is_closed = False
        _lifetime.register(self)

    def open(self) -> Done:
        """Starts the thread."""
        self.is_closed = False
        self._worker.wake()
        return already_done()

    def wake(self) -> None:
        """There is something new."""
        self._worker.wake()

    def flush(self, limit: float) -> Done:
        """Sends everything; waits for that in sync code."""
        if self.is_closed or not self._has_work():
            return already_done()
        return self._worker.drain(limit).wait_unless_in_event_loop()

    def shutdown(self, limit: float) -> Done:
        """Sends everything, and then nothing more."""
        done = self.flush(limit)
        self.is_closed = True
        self._worker.stop()
        return done

    def begin_exit(self, limit: float) -> Done:
        """Sends everything, also what a `shutdown` that nobody awaited has left."""
        return self._worker.drain(limit) if self._has_work() else already_done()

    def end_exit(self) -> None:
        """Counts and tells what is left."""
        self._drop_rest()

    def forget_parent(self) -> None:
        """Begins anew in a child process; the thread and what waited stay with the parent."""
        self._worker.reset()
        self._losses.reset()
        self._source.reset()
        self._courier.forget()

    def _has_work(self) -> bool:
        return self._source.waiting() > 0 or self._courier.carries > 0

    def _step(self) -> float | None:
        is_draining = self._worker.is_draining
        if self.is_closed and not is_draining:
            self._drop_rest()
            self._courier.rest()
            return None
        pause = self._courier.step(lambda: self._source.load(at_once=is_draining), is_urged=self._worker.is_urged())
        self._losses.tell()
        if pause is None and self._source.waiting() > 0:
            return max(self._source.pause(), 0.001)
        return pause

    def _drop_rest(self) -> None:
        left = self._source.waiting() + self._courier.carries
        if left > 0:
            self._losses.add("at the end", left)
            self._source.clear()
            self._courier.drop()
        self._losses.tell()
