"""Points, and the batches that bring them to the metrics collector."""

from __future__ import annotations

import json
import math
import re
import threading
from collections import deque
from collections.abc import Iterable, Mapping

from monlight._answer import Answer
from monlight._clock import to_iso
from monlight._text import cut, safe_str

MAX_NAME = 200
MAX_LABELS = 20
MAX_LABEL_KEY = 100
MAX_LABEL_VALUE = 500
MAX_POINTS = 1000
MAX_BYTES = 262_144
_SAFE = 2**53
_WRAPPING = len(b'{"metrics":[]}')
_REFUSED_POINT = re.compile(r"metrics\[(\d+)\]")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


# Name, type, value, labels, and when it was made (seconds since 1970). A plain tuple is the quickest to make.
Point = tuple[str, str, float, "Mapping[str, str] | None", float]


def to_number(value: object) -> float | None:
    """A finite number, or `None`; what is a number in spirit (numpy's, `Decimal`) becomes one."""
    try:
        if type(value) is float:
            return value if math.isfinite(value) else None
        # Greater ones are no whole numbers any more to whoever reads the JSON.
        if type(value) is int and -_SAFE < value < _SAFE:
            return value
        number = float(value)  # type: ignore[arg-type]
        return number if math.isfinite(number) else None
    # Whatever `__float__` of the application's does.
    except Exception:
        return None


def to_labels(labels: Mapping[str, object] | None) -> dict[str, str] | None:
    """Labels as the service takes them, copied, so that the application may go on with its own."""
    if not labels:
        return None
    if len(labels) <= MAX_LABELS:
        for key, value in labels.items():
            # Both texts, and both short: nearly always.
            if type(key) is not str or type(value) is not str or not 0 < len(key) <= MAX_LABEL_KEY:
                break
            if len(value) > MAX_LABEL_VALUE:
                break
        else:
            return dict(labels)  # type: ignore[arg-type]
    return _clean_labels(labels)


def _clean_labels(labels: Mapping[str, object]) -> dict[str, str] | None:
    kept: dict[str, str] = {}
    for key, value in labels.items():
        if type(key) is not str:
            key = safe_str(key)
        text = value if type(value) is str else _to_label_value(value)
        if text is None or not key:
            continue
        if len(kept) == MAX_LABELS:
            break
        kept[cut(key, MAX_LABEL_KEY)] = cut(text, MAX_LABEL_VALUE)
    return kept or None


def _to_label_value(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(float(value))
    if value is None or isinstance(value, (Mapping, list, tuple, set, frozenset, bytes)):
        return None
    value = getattr(value, "value", value) if isinstance(value, (int, str)) else value
    kind = type(value)
    # Of an object without a text of its own nothing would be told but its address in memory.
    return None if kind.__str__ is object.__str__ and kind.__repr__ is object.__repr__ else safe_str(value)


class PointQueue:
    """Points that wait. When it is full the oldest goes."""

    def __init__(self, capacity: int) -> None:
        self._points: deque[Point] = deque(maxlen=max(1, capacity))
        self._capacity = max(1, capacity)
        self.batch = min(MAX_POINTS, (self._capacity + 1) // 2)
        # The first point of the next batch, when the last batch had no room for it.
        self._carried: str | None = None
        self.reset()

    def reset(self) -> None:
        """Empties it, with a new lock: the old one may belong to a thread of the parent process."""
        self._lock = threading.RLock()
        self._overflow = 0
        self.clear()

    def clear(self) -> None:
        """Empties it."""
        with self._lock:
            self._points.clear()
            self._carried = None

    def __len__(self) -> int:
        return len(self._points) + (self._carried is not None)

    @property
    def is_batch(self) -> bool:
        """Whether there are enough for a request without waiting for more."""
        return len(self._points) >= self.batch

    def add(self, point: Point) -> int:
        """How many there are now; 0 when the oldest had to go for it."""
        with self._lock:
            waiting = len(self._points)
            self._points.append(point)
            if waiting < self._capacity:
                return waiting + 1
            self._overflow += 1
            return 0

    def take_overflow(self) -> int:
        """How many had to go since the last time."""
        if self._overflow == 0:
            return 0
        with self._lock:
            overflow, self._overflow = self._overflow, 0
            return overflow

    def take(self) -> Batch | None:
        """The oldest points, as many as one request may have."""
        texts: list[str] = []
        size = _WRAPPING
        while len(texts) < MAX_POINTS and (text := self._next()) is not None:
            size += len(text.encode("utf-8", "replace")) + 1
            if size > MAX_BYTES and texts:
                self._carried = text
                break
            texts.append(text)
        return Batch(texts) if texts else None

    def _next(self) -> str | None:
        if self._carried is not None:
            text, self._carried = self._carried, None
            return text
        with self._lock:
            point = self._points.popleft() if self._points else None
        return None if point is None else _to_json(point)


def _to_json(point: Point) -> str:
    name, kind, value, labels, moment = point
    fields: dict[str, object] = {"name": name, "type": kind, "value": value}
    if labels:
        fields["labels"] = labels
    fields["timestamp"] = to_iso(moment)
    return _encode(fields)


class Batch:
    """Points for one request, each as JSON."""

    def __init__(self, points: Iterable[str]) -> None:
        self._points = list(points)

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self._points)

    def body(self) -> bytes:
        """All of them as JSON; half of a surrogate pair, which JSON cannot carry, becomes `?`."""
        return ('{"metrics":[' + ",".join(self._points) + "]}").encode("utf-8", "replace")

    def without_refused(self, answer: Answer) -> Batch | None:
        """All but the point that the service names, since one bad point refuses the batch."""
        named = _REFUSED_POINT.search(answer.text) if answer.status == 400 else None
        at = int(named[1][:9]) if named else len(self._points)
        if at >= len(self._points) or len(self._points) == 1:
            return None
        return Batch(self._points[:at] + self._points[at + 1 :])
