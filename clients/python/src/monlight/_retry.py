"""When to try again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
LONGEST_RETRY_AFTER = 60.0


def back_off(attempt: int, chance: Callable[[], float] = random.random) -> float:
    """Seconds to wait after so many more failures than one: anywhere up to a limit that doubles ("full jitter")."""
    return chance() * min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(attempt, 16))


def read_retry_after(text: str | None, now: Callable[[], float] = time.time) -> float | None:
    """Seconds that a `Retry-After` header asks for, a minute at most; `None` when it says nothing of use."""
    if not text:
        return None
    seconds = float(text) if text.strip().isdecimal() else _until(text, now)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _until(date: str, now: Callable[[], float]) -> float | None:
    # Only here, since it takes long to import.
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).timestamp() - now()
    except (ValueError, TypeError, OverflowError):
        return None
