"""Exceptions that nobody catches."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from monlight.error_client import ErrorClient

if TYPE_CHECKING:
    import asyncio

__all__ = ["install_excepthooks", "watch_loop"]


def install_excepthooks(error_client: ErrorClient) -> Callable[[], None]:
    """
    Reports what ends the program or a thread, and goes on to whatever hook there was. The report is sent before the
    process ends, within the limit of the flush at exit. Returns a function that takes the hooks out again.
    """
    before, threads_before = sys.excepthook, threading.excepthook

    def report_end(kind: type[BaseException], error: BaseException, tb: TracebackType | None) -> None:
        _report(error_client, error, None)
        before(kind, error, tb)

    def report_end_of_thread(args: threading.ExceptHookArgs, /) -> None:
        thread = args.thread.name if args.thread else None
        _report(error_client, args.exc_value, {"thread": thread})
        threads_before(args)

    sys.excepthook = report_end
    threading.excepthook = report_end_of_thread

    def uninstall() -> None:
        # Hooks that came later go on to ours, so they have to stay.
        if sys.excepthook is report_end:
            sys.excepthook = before
        if threading.excepthook is report_end_of_thread:
            threading.excepthook = threads_before

    return uninstall


def watch_loop(error_client: ErrorClient, loop: asyncio.AbstractEventLoop | None = None) -> None:
    """Reports what an event loop (the running one by default) would only log, such as an error of a forgotten task."""
    import asyncio

    loop = loop or asyncio.get_running_loop()
    before = loop.get_exception_handler()

    def report_failure(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        _report(error_client, context.get("exception"), {"asyncio": context.get("message")})
        if before is None:
            loop.default_exception_handler(context)
        else:
            before(loop, context)

    loop.set_exception_handler(report_failure)


def _report(client: ErrorClient, error: BaseException | None, extra: dict[str, Any] | None) -> None:
    # Ctrl-C, `sys.exit()` and the cancelling of tasks are no errors.
    if error is not None and (isinstance(error, Exception) or type(error).__name__ == "BaseExceptionGroup"):
        client.capture_once(error, {"extra": extra} if extra else None, source="hook")
