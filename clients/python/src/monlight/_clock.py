"""Time as a dependency, so that minutes of it can pass in a test at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import threading


class Clock(Protocol):
    """What the clients know of time."""

    def time(self) -> float:
        """Seconds since 1970, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""

    def wait(self, condition: threading.Condition, seconds: float | None) -> object:
        """Waits on a condition that is held, for so many seconds at most; `None` for as long as it takes."""


class SystemClock:
    """The machine's time."""

    def __init__(self) -> None:
        # Without a method in between, since every point asks for the time.
        self.time = time.time
        self.monotonic = time.monotonic

    def wait(self, condition: threading.Condition, seconds: float | None) -> object:
        """As `Condition.wait`."""
        return condition.wait(seconds)


def to_iso(seconds: float) -> str:
    """UTC with milliseconds, as the services write it: `2026-01-23T15:30:00.000Z`."""
    whole, milliseconds = divmod(int(seconds * 1000), 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(whole))}.{milliseconds:03d}Z"
