"""An exception as text, made at once: neither it nor its frames are held."""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Any, NamedTuple

from monlight._text import cut, cut_middle, safe_str, shorten

MAX_TYPE = 200
MAX_MESSAGE = 8192
MAX_TRACEBACK = 65_536
# The end says where it happened: it decides which group a report belongs to.
MAX_TRACEBACK_TAIL = 49_152
MAX_FRAMES = 400
_MAX_CHAIN = 20


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
    depth = max(_depth(part.__traceback__) for part in (error, error.__cause__, error.__context__) if part is not None)
    # The last frames, when there are very many, since each costs a look into its source.
    limit = -MAX_FRAMES if depth > MAX_FRAMES else None
    printable = traceback.TracebackException(
        type(error), error, error.__traceback__, limit=limit, lookup_lines=False, compact=True
    )
    _prepare(printable, _MAX_CHAIN)
    text = "".join(printable.format())
    if limit is None:
        return text
    header, _, rest = text.rpartition("Traceback (most recent call last):\n")
    return f"{header}Traceback (most recent call last):\n  [{depth - MAX_FRAMES} frames left out]\n{rest}"


def _depth(tb: TracebackType | None) -> int:
    depth = 0
    while tb is not None:
        depth += 1
        tb = tb.tb_next
    return depth


def _prepare(printable: traceback.TracebackException, left: int) -> None:
    """Makes printing cheap: it indents messages and notes line by line, and looks into the source of every frame."""
    printable.stack = _Frames(printable.stack)
    text = getattr(printable, "_str", None)
    if isinstance(text, str):
        printable._str = shorten(text, MAX_MESSAGE)  # type: ignore[attr-defined]
    notes = getattr(printable, "__notes__", None)
    if isinstance(notes, (list, tuple)):
        printable.__notes__ = [shorten(safe_str(note), MAX_MESSAGE) for note in notes[:_MAX_CHAIN]]  # type: ignore[attr-defined]
    for related in (printable.__cause__, printable.__context__, *(getattr(printable, "exceptions", None) or ())):
        if related is not None and left > 0:
            _prepare(related, left - 1)


class _Frames(traceback.StackSummary):
    """Frames as Python prints them, each kind only once: since 3.11 it parses the source of every one for its marks."""

    # Python 3.10 knows no such method, and prints quickly.
    def format_frame_summary(self, frame_summary: traceback.FrameSummary, *args: Any, **kwargs: Any) -> Any:
        frame: Any = frame_summary
        key = (frame.filename, frame.lineno, frame.end_lineno, frame.colno, frame.end_colno, frame.name)
        found = _printed.get(key) if not any(kwargs.values()) else None
        if found is None:
            found = super().format_frame_summary(frame_summary, *args, **kwargs)  # type: ignore[misc]
            if len(_printed) >= _MAX_PRINTED:
                _printed.clear()
            _printed[key] = found
        return found


_MAX_PRINTED = 2000
_printed: dict[object, Any] = {}


def _print_frames(tb: TracebackType | None) -> str:
    try:
        frames = traceback.format_list(traceback.extract_tb(tb, limit=-MAX_FRAMES))
        return "Traceback (most recent call last):\n" + "".join(frames)
    except Exception:
        return ""
