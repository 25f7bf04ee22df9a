"""Text out of anything, whatever that does, and no longer than it may be."""

from __future__ import annotations

from collections.abc import Callable

MAX_TEXT = 2048
MAX_KEY = 200


def cut(text: str, limit: int) -> str:
    """The first `limit` characters."""
    return text if len(text) <= limit else text[:limit]


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters; the last is `…` where something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def cut_middle(text: str, limit: int, *, tail: int) -> str:
    """At most `limit` characters, of which the last `tail` are the text's own end."""
    if len(text) <= limit:
        return text
    mark = f"\n  … {len(text) - limit} characters left out …\n"
    head = max(0, limit - tail - len(mark))
    return text[:head] + mark + text[len(text) - tail :]


def safe_str(value: object) -> str:
    """`str(value)`, or what stands for it where that raises."""
    return _guarded(str, value)


def safe_repr(value: object) -> str:
    """`repr(value)`, or what stands for it where that raises."""
    return _guarded(repr, value)


def _guarded(convert: Callable[[object], str], value: object) -> str:
    try:
        return convert(value)
    except KeyboardInterrupt:
        raise
    # An application's `__str__` may even raise `SystemExit`.
    except BaseException:
        return f"<{type(value).__name__} {convert.__name__}() failed>"
