"""The end of something that happens in the background: to be awaited, waited for, or left alone."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio


def is_in_event_loop() -> bool:
    """Whether the caller runs in an asyncio event loop, which it must not block."""
    return _running_loop() is not None


def _running_loop() -> asyncio.AbstractEventLoop | None:
    # Who has not imported it has no loop; to import it takes longer than everything else here.
    if "asyncio" not in sys.modules:
        return None
    import asyncio

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


class Done:
    """What `flush()` and its like return. `await` it in async code; it also goes on when nobody waits."""

    def __init__(self, *, limit: float | None = None) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []
        self._limit = limit

    def set(self) -> None:
        """It has happened."""
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._event.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Blocks until it has happened, for `timeout` seconds at most; false when it has not."""
        return self._event.wait(self._limit if timeout is None else timeout)

    def wait_unless_in_event_loop(self) -> Done:
        """Blocks in sync code; in async code, which awaits instead, it returns at once."""
        if not is_in_event_loop():
            self.wait()
        return self

    def __await__(self) -> Generator[object, None, None]:
        loop = _running_loop()
        if loop is None:
            # Another kind of event loop: it waits for the thread, and no longer than the limit.
            self.wait()
            return
        waiter: asyncio.Future[None] = loop.create_future()
        self._on_set(lambda: _resolve_in(loop, waiter))
        if self._limit is not None:
            loop.call_later(self._limit, _resolve, waiter)
        yield from waiter

    def _on_set(self, callback: Callable[[], object]) -> None:
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return
        callback()


def _resolve_in(loop: asyncio.AbstractEventLoop, waiter: asyncio.Future[None]) -> None:
    # A loop that has been closed: nobody waits any more.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(_resolve, waiter)


def _resolve(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


def already_done() -> Done:
    """One that has happened."""
    done = Done()
    done.set()
    return done
