"""An exception as text, made at once: neither it nor its frames are held."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from itertools import groupby
from types import CodeType, TracebackType
from typing import Any, NamedTuple

from monlight._text import cut, cut_middle, safe_str, shorten

MAX_TYPE = 200
MAX_MESSAGE = 8192
MAX_TRACEBACK = 65_536
# The end says where it happened: it decides which group a report belongs to.
MAX_TRACEBACK_TAIL = 49_152
MAX_FRAMES = 400


class Failure(NamedTuple):
    """What went wrong, in words."""

    type: str
    message: str
    traceback: str


def describe_exception(error: BaseException) -> Failure:
    """Type, message, and the traceback as Python prints it, with its causes, groups and notes."""
    return Failure(
        type=cut(type(error).__name__, MAX_TYPE) or "Exception",
        message=shorten(safe_str(error), MAX_MESSAGE),
        traceback=format_traceback(error),
    )


def format_traceback(error: BaseException) -> str:
    """What Python prints; of very long ones the beginning and the end."""
    try:
        text = _print(error)
    except KeyboardInterrupt:
        raise
    # Printing runs the application's code: attributes, properties, `__getattr__`.
    except BaseException:
        text = f"{_print_frames(error.__traceback__)}{type(error).__name__}: {shorten(safe_str(error), MAX_MESSAGE)}\n"
    return cut_middle(text.rstrip("\n"), MAX_TRACEBACK, tail=MAX_TRACEBACK_TAIL)


def _print(error: BaseException) -> str:
    # Without frames: looking into the source of every one is most of what printing costs.
    printable = traceback.TracebackException(type(error), error, None, limit=0, compact=True)
    pairs: list[tuple[traceback.TracebackException, BaseException]] = [(printable, error)]
    while pairs:
        printed, raised = pairs.pop()
        _prepare(printed, raised)
        related = [(printed.__cause__, raised.__cause__), (printed.__context__, raised.__context__)]
        members = getattr(printed, "exceptions", None)
        if members:
            related += zip(members, raised.exceptions, strict=False)  # type: ignore[attr-defined]
        pairs += [(text, exception) for text, exception in related if text is not None and exception is not None]
    return "".join(printable.format())


def _prepare(printable: traceback.TracebackException, error: BaseException) -> None:
    """Makes printing cheap: it indents messages and notes line by line, and looks into the source of every frame."""
    if error.__traceback__ is not None:
        printable.stack = _Stack(error.__traceback__)  # type: ignore[assignment]
    text = getattr(printable, "_str", None)
    if isinstance(text, str):
        printable._str = shorten(text, MAX_MESSAGE)  # type: ignore[attr-defined]
    notes = getattr(printable, "__notes__", None)
    if isinstance(notes, (list, tuple)):
        printable.__notes__ = [shorten(safe_str(note), MAX_MESSAGE) for note in notes[:_MAX_NOTES]]  # type: ignore[attr-defined]


class _Stack:
    """Frames as Python prints them, in place of a `StackSummary`."""

    def __init__(self, tb: TracebackType | None) -> None:
        self._text = "".join(_print_stack(tb))

    def format(self, **_options: Any) -> list[str]:
        return [self._text] if self._text else []


def _print_stack(tb: TracebackType | None) -> Iterator[str]:
    parts = []
    while tb is not None:
        parts.append(tb)
        tb = tb.tb_next
    if len(parts) > MAX_FRAMES:
        yield f"  [{len(parts) - MAX_FRAMES} frames left out]\n"
    for _, same in groupby(parts[-MAX_FRAMES:], key=lambda part: (part.tb_frame.f_code, part.tb_lineno)):
        repeated = list(same)
        yield from (_print_frame(part) for part in repeated[:_MOST_REPEATED])
        left = len(repeated) - _MOST_REPEATED
        if left > 0:
            yield f"  [Previous line repeated {left} more time{'s' if left > 1 else ''}]\n"


def _print_frame(part: TracebackType) -> str:
    """A frame's lines, made once for each place in the code: since 3.11 Python parses the source for its marks."""
    key = (part.tb_frame.f_code, part.tb_lasti)
    text = _printed.get(key)
    if text is None:
        text = "".join(traceback.format_list(traceback.extract_tb(part, limit=1)))
        if len(_printed) >= _MAX_PRINTED:
            _printed.clear()
        _printed[key] = text
    return text


# Of lines that repeat, as in a recursion, Python prints so many.
_MOST_REPEATED = 3
_MAX_NOTES = 20
_MAX_PRINTED = 2000
_printed: dict[tuple[CodeType, int], str] = {}


def _print_frames(tb: TracebackType | None) -> str:
    try:
        frames = traceback.format_list(traceback.extract_tb(tb, limit=-MAX_FRAMES))
        return "Traceback (most recent call last):\n" + "".join(frames)
    except Exception:
        return ""
