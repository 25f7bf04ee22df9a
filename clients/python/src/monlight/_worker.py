"""A client's one thread in the background."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from monlight._clock import Clock
from monlight._done import Done
from monlight._lifetime import flush_at_end_of_child
from monlight._losses import logger


class Worker:
    """
    Runs `step` again and again: it does a piece of work and returns the seconds until the next one, or `None` when
    nothing is left. The thread starts with the first call of `wake`, so that neither an import nor a client starts one.
    """

    def __init__(self, name: str, step: Callable[[], float | None], clock: Clock) -> None:
        self._name = name
        self._step = step
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """As new. After a fork the thread is gone, and its locks may be held for ever."""
        # Re-entrant: `wake` may come from a signal handler that interrupted it.
        self._condition = threading.Condition(threading.RLock())
        self._thread: threading.Thread | None = None
        self._pid = os.getpid()
        self._is_woken = False
        self._is_stopping = False
        self._drains: list[tuple[Done, float]] = []
        self._is_urgent = False

    @property
    def is_running(self) -> bool:
        """Whether there is a thread."""
        return self._thread is not None and self._thread.is_alive()

    def wake(self) -> None:
        """There is something to do."""
        with self._condition:
            self._is_woken = True
            self._is_stopping = False
            self._start()
            self._condition.notify()

    def stop(self) -> None:
        """The thread ends once it has nothing to do."""
        with self._condition:
            self._is_stopping = self._is_woken = True
            self._condition.notify()

    def drain(self, limit: float) -> Done:
        """Has everything done at once; done when nothing is left, or after `limit` seconds."""
        done = Done(limit=limit)
        deadline = time.monotonic() + limit
        with self._condition:
            self._drains.append((done, deadline))
            self._is_urgent = self._is_woken = True
            is_running = self._start()
            self._condition.notify()
        if not is_running:
            self._drain_here(deadline)
        return done

    def is_urged(self) -> bool:
        """Whether somebody waits; asked once for each wish, so that a wish cuts one pause short and not all."""
        with self._condition:
            urged, self._is_urgent = self._is_urgent, False
            return urged

    @property
    def is_draining(self) -> bool:
        """Whether somebody waits for everything to be done."""
        return bool(self._drains)

    def _start(self) -> bool:
        if self.is_running:
            return True
        flush_at_end_of_child()
        thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        try:
            thread.start()
        # The interpreter is ending, or the system has no threads left.
        except RuntimeError:
            return False
        self._thread = thread
        return True

    def _drain_here(self, deadline: float) -> None:
        while time.monotonic() < deadline and self._step_safely() == 0:
            pass
        self._finish(list(self._drains))

    def _run(self) -> None:
        while True:
            with self._condition:
                self._is_woken = False
                # Who asks during the step may have put in something that it did not see.
                asked = list(self._drains)
            pause = self._step_safely()
            self._finish(asked if pause is None else [])
            with self._condition:
                if self._is_stopping and pause is None and not self._drains:
                    self._thread = None
                    return
                if not self._is_woken and pause != 0:
                    self._clock.wait(self._condition, self._shorten(pause))

    def _step_safely(self) -> float | None:
        try:
            return self._step()
        # A mistake of ours must not end the thread, and must not turn it into a busy loop.
        except Exception:
            logger.warning("unexpected failure in the background", exc_info=True)
            return 1.0

    def _shorten(self, pause: float | None) -> float | None:
        if not self._drains:
            return pause
        until = max(0.0, min(deadline for _, deadline in self._drains) - time.monotonic())
        return until if pause is None else min(pause, until)

    def _finish(self, served: list[tuple[Done, float]]) -> None:
        with self._condition:
            now = time.monotonic()
            ended = [drain for drain in self._drains if drain in served or drain[1] <= now]
            self._drains = [drain for drain in self._drains if drain not in ended]
        for done, _ in ended:
            done.set()
