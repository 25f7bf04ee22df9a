"""Reports whose sender waits for the answer."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import NamedTuple

from monlight._done import Done
from monlight._losses import Losses
from monlight._reports import Report, encode
from monlight._retry import back_off
from monlight._transport import Transport

MAX_AT_ONCE = 8
# Seconds after which a thread that nobody needs ends.
IDLE = 30.0


class _Job(NamedTuple):
    report: Report
    deadline: float
    done: Done


class DirectLine:
    """
    Delivers on a few threads of its own, started when they are needed: so the caller's wait ends in time whatever a
    name server or the service does, and none waits behind what the background holds back.
    """

    def __init__(self, connect: Callable[[], Transport], path: str, losses: Losses, timeout: float) -> None:
        self._connect = connect
        self._path = path
        self._losses = losses
        self._timeout = timeout
        self._transports: list[Transport] = []
        self.reset()

    def reset(self) -> None:
        """Begins anew in a child process."""
        self._lock = threading.RLock()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = self._busy = 0
        transports, self._transports = self._transports, []
        for transport in transports:
            transport.abandon()

    def rest(self) -> None:
        """Ends the threads, each after what it is doing."""
        with self._lock:
            for _ in range(self._threads):
                self._jobs.put(None)

    def send(self, report: Report) -> Done | None:
        """Done when it is answered or given up on; `None` when too many are under way."""
        done = Done(limit=self._timeout)
        with self._lock:
            if self._busy == MAX_AT_ONCE:
                return None
            self._busy += 1
            if self._busy > self._threads and not self._start():
                self._busy -= 1
                return None
            self._jobs.put(_Job(report, time.monotonic() + self._timeout, done))
        return done

    def _start(self) -> bool:
        thread = threading.Thread(target=self._run, args=(self._jobs,), name="monlight-report", daemon=True)
        try:
            thread.start()
        # No more threads: the interpreter is ending, or the system is full.
        except RuntimeError:
            return False
        self._threads += 1
        return True

    def _run(self, jobs: SimpleQueue[_Job | None]) -> None:
        transport = self._connect()
        self._transports.append(transport)
        while (job := self._next(jobs)) is not None:
            try:
                self._deliver(transport, encode(job.report), job.deadline)
            # A mistake of ours, which must not cost the thread.
            except Exception as error:
                self._losses.add(f"for a {type(error).__name__}")
            finally:
                with self._lock:
                    self._busy -= 1
                job.done.set()
        transport.close()
        with self._lock, contextlib.suppress(ValueError):
            self._transports.remove(transport)

    def _next(self, jobs: SimpleQueue[_Job | None]) -> _Job | None:
        while True:
            try:
                job = jobs.get(timeout=IDLE)
            except Empty:
                job = None
            with self._lock:
                if job is not None:
                    return job
                # Somebody may have counted on this thread in the meantime.
                if self._threads > self._busy:
                    self._threads -= 1
                    return None

    def _deliver(self, transport: Transport, body: bytes, deadline: float) -> None:
        attempt = 0
        while True:
            answer = transport.post(self._path, body, deadline - time.monotonic())
            if answer.is_accepted:
                return
            # An attempt that the end of the time cut short says less than the one before it.
            if attempt == 0 or time.monotonic() < deadline:
                self._losses.failed(answer.reason)
            if not answer.is_passing:
                self._losses.add("refused by the server")
                return
            pause = answer.retry_after if answer.retry_after is not None else back_off(attempt)
            if time.monotonic() + pause >= deadline:
                self._losses.add("given up on in time")
                return
            attempt += 1
            time.sleep(pause)
