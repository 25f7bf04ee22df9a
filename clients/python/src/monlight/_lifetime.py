"""What every client must live through: forks, and the end of the process."""

from __future__ import annotations

import atexit
import os
import sys
import time
import weakref
from typing import Protocol

from monlight._done import Done

EXIT_LIMIT = 2.0


class Living(Protocol):
    """A client, as seen from here."""

    def begin_exit(self, limit: float) -> Done:
        """Sends what waits, within `limit` seconds."""

    def end_exit(self) -> None:
        """Says what could not be sent."""

    def forget_parent(self) -> None:
        """Is in a child process now: what waits belongs to the parent."""


_clients: list[weakref.ref[Living]] = []
_pid_of_finalizer: int | None = None
_is_registered = False


def register(client: Living) -> None:
    """From now on a fork resets this client, and the process's end flushes it."""
    global _is_registered
    _clients[:] = [reference for reference in _clients if reference() is not None]
    _clients.append(weakref.ref(client))
    if _is_registered:
        return
    _is_registered = True
    atexit.register(flush_all)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_forget_parent)


def flush_all(limit: float = EXIT_LIMIT) -> None:
    """Flushes every client, all within `limit` seconds."""
    deadline = time.monotonic() + limit
    living = [client for reference in list(_clients) if (client := reference()) is not None]
    for done in [client.begin_exit(limit) for client in living]:
        done.wait(max(0.0, deadline - time.monotonic()))
    for client in living:
        client.end_exit()


def _forget_parent() -> None:
    for reference in _clients:
        client = reference()
        if client is not None:
            client.forget_parent()


def flush_at_end_of_child() -> None:
    """`multiprocessing` ends its children without `atexit`, but with finalizers of its own."""
    global _pid_of_finalizer
    process = sys.modules.get("multiprocessing.process")
    util = sys.modules.get("multiprocessing.util")
    if process is None or util is None or process.parent_process() is None or _pid_of_finalizer == os.getpid():
        return
    _pid_of_finalizer = os.getpid()
    util.Finalize(None, flush_all, exitpriority=0)
