"""Anything → JSON that is small, ends somewhere, and tells no secret."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TypeAlias

from monlight._scrub import SCRUBBED
from monlight._text import MAX_KEY, MAX_TEXT, safe_repr, safe_str, shorten

MAX_DEPTH = 6
MAX_ENTRIES = 100
# Of all levels together: 100 entries on each of 6 levels would be more than any memory.
MAX_VALUES = 2000

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Plain:
    """Makes one value plain. `is_secret` says of a key whether its value is masked."""

    def __init__(self, is_secret: Callable[[str], bool]) -> None:
        self._is_secret = is_secret
        self._parents: list[object] = []
        self._left = MAX_VALUES

    def mapping(self, value: Mapping[object, object]) -> dict[str, Json]:
        """An object with everything in it, as level 1."""
        plain = self.value(value)
        return plain if isinstance(plain, dict) else {"…": plain}

    def value(self, value: object) -> Json:
        """Any value."""
        self._left -= 1
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return shorten(str.__str__(value), MAX_TEXT)
        if isinstance(value, int):
            # JSON readers take what is longer for infinity, and Python refuses to print it.
            return int(value) if abs(int(value)) < 2**53 else shorten(safe_str(value), MAX_TEXT)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else None
        if isinstance(value, (Mapping, list, tuple, set, frozenset)):
            return self._container(value)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return shorten(safe_repr(bytes(value[:MAX_TEXT])), MAX_TEXT)
        return shorten(safe_str(value), MAX_TEXT)

    def _container(self, value: object) -> Json:
        if any(parent is value for parent in self._parents):
            return "[circular]"
        if len(self._parents) == MAX_DEPTH or self._left <= 0:
            return "[too deep]" if self._left > 0 else "[too much]"
        self._parents.append(value)
        try:
            if isinstance(value, Mapping):
                return self._entries(value)
            return self._items(value) if isinstance(value, Iterable) else None
        # A container of the application's may raise when it is read, also because another thread changes it.
        except Exception as error:
            return f"<unreadable: {type(error).__name__}>"
        finally:
            self._parents.pop()

    def _entries(self, value: Mapping[object, object]) -> Json:
        plain: dict[str, Json] = {}
        for key, entry in islice(value.items(), MAX_ENTRIES):
            name = shorten(safe_str(key), MAX_KEY)
            plain[name] = SCRUBBED if self._is_secret(name) else self.value(entry)
        if len(value) > MAX_ENTRIES:
            plain["…"] = f"{len(value) - MAX_ENTRIES} more"
        return plain

    def _items(self, value: Iterable[object]) -> Json:
        items: list[object] = list(value)
        plain = [self.value(item) for item in items[:MAX_ENTRIES]]
        if len(items) > MAX_ENTRIES:
            plain.append(f"… {len(items) - MAX_ENTRIES} more")
        return plain
