"""Reports that wait, and identical ones folded into one."""

from __future__ import annotations

import threading
from collections import deque

from monlight._reports import Report

MAX_FOLDED = 10_000
FOLDING_TIME = 1.0


class _Entry:
    __slots__ = ("key", "report", "since")

    def __init__(self, key: object, report: Report, since: float) -> None:
        self.key = key
        self.report = report
        self.since = since


class ReportQueue:
    """Identical reports of one second are one with their number; when the queue is full the oldest goes."""

    def __init__(self, capacity: int) -> None:
        self._capacity = max(1, capacity)
        self._entries: deque[_Entry] = deque()
        # The newest entry of its kind.
        self._newest: dict[object, _Entry] = {}
        self.reset()

    def reset(self) -> None:
        """Empties it, with a new lock: the old one may belong to a thread of the parent process."""
        self._lock = threading.RLock()
        self.clear()

    def clear(self) -> None:
        """Empties it."""
        with self._lock:
            self._entries.clear()
            self._newest.clear()

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, report: Report, now: float) -> int:
        """Takes a report in; returns how many occurrences had to go for it."""
        key = _identity(report)
        with self._lock:
            found = self._newest.get(key)
            if found is not None and now - found.since < FOLDING_TIME:
                count = found.report.get("count", 1)
                if count < MAX_FOLDED:
                    found.report["count"] = count + 1
                    return 0
            self._newest[key] = entry = _Entry(key, report, now)
            self._entries.append(entry)
            if len(self._entries) <= self._capacity:
                return 0
            return self._pop().get("count", 1)

    def oldest(self) -> float | None:
        """When the oldest came in."""
        with self._lock:
            return self._entries[0].since if self._entries else None

    def take(self) -> Report | None:
        """The oldest."""
        with self._lock:
            return self._pop() if self._entries else None

    def _pop(self) -> Report:
        entry = self._entries.popleft()
        if self._newest.get(entry.key) is entry:
            del self._newest[entry.key]
        return entry.report


def _identity(report: Report) -> object:
    return (
        report["exception_type"],
        report["message"],
        report["traceback"],
        report["project"],
        report["environment"],
        report.get("request_url"),
        report.get("request_method"),
    )
