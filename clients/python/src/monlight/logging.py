"""Log records as error reports."""

from __future__ import annotations

import linecache
import logging
from typing import Any

from monlight._failure import MAX_MESSAGE, MAX_TYPE, Failure
from monlight._text import cut, safe_str, shorten
from monlight.error_client import ErrorClient

__all__ = ["MonlightHandler"]

_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}


class MonlightHandler(logging.Handler):
    """
    Reports records that carry an exception, of any level that the handler lets through, and those of level ERROR and
    above without one. What an integration has reported already is not reported again.

        logging.getLogger().addHandler(MonlightHandler(error_client))
    """

    def __init__(self, error_client: ErrorClient, level: int | str = logging.NOTSET) -> None:
        super().__init__(level)
        self._client = error_client

    def emit(self, record: logging.LogRecord) -> None:
        """Hands a record over to the background; never raises."""
        # Of our own lines, and of what sending them logs, there would be no end.
        if record.name == "monlight" or record.name.startswith("monlight.") or _is_ours(record):
            return
        try:
            self._report(record)
        except Exception:
            self.handleError(record)

    def _report(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        extra = {"logger": record.name, "level": record.levelname, **_own_attributes(record)}
        if error is not None:
            message = _message(record)
            self._client.capture_once(error, {"extra": {**extra, "log_message": message}}, source="logging")
        elif record.levelno >= logging.ERROR:
            failure = Failure(cut(record.name, MAX_TYPE) or "log", _message(record), _location(record))
            self._client.capture_failure(failure, {"extra": extra})


def _is_ours(record: logging.LogRecord) -> bool:
    return (record.threadName or "").startswith("monlight-")


def _message(record: logging.LogRecord) -> str:
    try:
        return shorten(record.getMessage(), MAX_MESSAGE)
    # Arguments that do not fit the text, or cannot be printed.
    except Exception:
        return shorten(safe_str(record.msg), MAX_MESSAGE)


def _location(record: logging.LogRecord) -> str:
    """Where it was logged, printed as a traceback is, so that reports from one place are one group."""
    source = linecache.getline(record.pathname, record.lineno).strip()
    frame = f'  File "{record.pathname}", line {record.lineno}, in {record.funcName}'
    return "Traceback (most recent call last):\n" + frame + (f"\n    {source}" if source else "")


def _own_attributes(record: logging.LogRecord) -> dict[str, Any]:
    """What the application gave as `extra=`."""
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
