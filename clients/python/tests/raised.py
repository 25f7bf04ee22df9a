"""Exceptions with a traceback."""

from __future__ import annotations


def caught(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as found:
        return found
