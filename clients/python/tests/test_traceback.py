from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from monlight._failure import describe_exception, format_traceback


def plain() -> None:
    raise ValueError("plain")


def caused() -> None:
    try:
        plain()
    except ValueError as error:
        raise RuntimeError("because") from error


def in_handling() -> None:
    try:
        plain()
    except ValueError:
        raise KeyError("absent")  # noqa: B904


def suppressed() -> None:
    try:
        plain()
    except ValueError:
        raise KeyError("alone") from None


def syntax() -> None:
    compile("a b", "<given>", "exec")


def without_source() -> None:
    exec(compile("def f():\n    raise ValueError('no source')\nf()", "/nowhere.py", "exec"), {})


def multi_line() -> None:
    raise ValueError("one\ntwo\n\nfour")


def recursive(number: int = 0) -> None:
    recursive(number + 1)


def print_of(error: BaseException) -> str:
    return "".join(traceback.TracebackException(type(error), error, error.__traceback__).format()).rstrip("\n")


def catch(function: Callable[[], Any]) -> BaseException:
    try:
        function()
    except BaseException as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    "function", [plain, caused, in_handling, suppressed, syntax, without_source, multi_line], ids=lambda f: f.__name__
)
def test_a_traceback_is_what_python_prints(function: Callable[[], None]) -> None:
    error = catch(function)

    assert format_traceback(error) == print_of(error)
    assert format_traceback(error) == print_of(error)


# Python 3.10 has neither.
if sys.version_info >= (3, 11):

    def test_groups_and_notes_are_in_it() -> None:
        error = ValueError("inner")
        error.add_note("a note")
        cause = catch(caused)
        group = catch(lambda: raise_(BaseExceptionGroup("two", [error, cause])))  # noqa: F821

        assert format_traceback(group) == print_of(group)
        assert "a note" in format_traceback(group)


def raise_(error: BaseException) -> None:
    raise error


def test_an_endless_recursion_is_quick_and_short() -> None:
    error = catch(recursive)
    describe_exception(error)

    started = time.perf_counter()
    failure = describe_exception(error)

    assert time.perf_counter() - started < 0.1
    assert "Previous line repeated" in failure.traceback
    assert failure.traceback.splitlines()[-1].startswith("RecursionError: maximum recursion depth exceeded")


def test_a_huge_message_of_many_lines_is_quick_and_cut() -> None:
    error = catch(lambda: raise_(ValueError("line\n" * 2_000_000)))

    started = time.perf_counter()
    failure = describe_exception(error)

    assert time.perf_counter() - started < 0.5
    assert len(failure.message) == 8192
    assert len(failure.traceback) < 10_000


def test_of_a_long_traceback_the_end_is_kept_whole() -> None:
    def first(depth: int) -> None:
        second(depth - 1) if depth else raise_(ValueError("y" * 4000))

    def second(depth: int) -> None:
        # A long line, so that fewer frames than are printed at most make a text that is longer than it may be. ........
        first(depth)  # ................................................................................................

    error = catch(lambda: first(180))

    cut, whole = format_traceback(error), print_of(error)

    assert len(whole) > len(cut) > 49_152
    assert len(cut) <= 65_536
    assert cut[-40_000:] == whole[-40_000:]


def test_of_very_many_frames_the_last_are_printed_and_the_rest_is_said() -> None:
    def first(depth: int) -> None:
        second(depth - 1) if depth else raise_(ValueError("deep"))

    def second(depth: int) -> None:
        first(depth)

    lines = format_traceback(catch(lambda: first(300))).splitlines()

    assert lines[0] == "Traceback (most recent call last):"
    assert "frames left out]" in lines[1]
    assert lines[-1] == "ValueError: deep"
