"""Which exceptions have been reported: one that passes a middleware, a log handler and a hook is one error."""

from __future__ import annotations

from monlight.context import current_scope

_MARK = "__monlight_reported__"


def mark(error: BaseException, source: str) -> None:
    """Notes on the exception by whom, and in which request, it was reported."""
    attributes = getattr(error, "__dict__", None)
    if isinstance(attributes, dict):
        attributes[_MARK] = (source, current_scope())


def is_seen(error: BaseException, source: str) -> bool:
    """Whether this occurrence was reported; an exception object that is raised time and again occurs each time."""
    found = getattr(error, "__dict__", {}).get(_MARK)
    if not isinstance(found, tuple):
        return False
    by, scope = found
    return bool(by != source or (scope is not None and scope is current_scope()))
