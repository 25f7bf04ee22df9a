"""What is known of the request in progress: it goes along with every report that is made meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any, TypedDict, cast

_TRAVELLING = "__monlight_context__"


class RequestContext(TypedDict, total=False):
    """What `report_error` takes beside the exception; every key may be left out."""

    request_url: str
    request_method: str
    request_headers: Mapping[str, str]
    user_id: str | int | None
    extra: Mapping[str, Any]


class Scope:
    """A part of the program for which something is known. That of a request can be added to from within."""

    __slots__ = ("fields", "is_request", "parent")

    def __init__(self, fields: Mapping[str, object], parent: Scope | None, *, is_request: bool = False) -> None:
        self.fields = dict(fields)
        self.parent = parent
        self.is_request = is_request


_current: ContextVar[Scope | None] = ContextVar("monlight_scope", default=None)


def current_scope() -> Scope | None:
    """The innermost scope."""
    return _current.get()


def enter_request(fields: Mapping[str, object]) -> Token[Scope | None]:
    """Begins a request; `leave_request` ends it."""
    return _current.set(Scope(fields, None, is_request=True))


def enter_scope(scope: Scope | None) -> Token[Scope | None]:
    """Goes on with a scope that was left, as a streamed body does."""
    return _current.set(scope)


def leave_request(token: Token[Scope | None]) -> None:
    """Back to what was before."""
    try:
        _current.reset(token)
    # Begun in another context: some servers end a response in another task or thread.
    except ValueError:
        _current.set(None)


@contextmanager
def with_context(
    *,
    request_url: str | None = None,
    request_method: str | None = None,
    request_headers: Mapping[str, str] | None = None,
    user_id: str | int | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Iterator[None]:
    """
    Whatever is reported inside carries this, also what leaves the block as an exception and is reported further out.

        with with_context(user_id=user.id, extra={"order": order.id}):
            charge(order)
    """
    fields = {
        "request_url": request_url,
        "request_method": request_method,
        "request_headers": request_headers,
        "user_id": user_id,
        "extra": extra,
    }
    known = {name: value for name, value in fields.items() if value is not None}
    token = _current.set(Scope(known, _current.get()))
    try:
        yield
    except BaseException as error:
        _let_travel(error)
        raise
    finally:
        leave_request(token)


def set_user(user_id: str | int | None) -> None:
    """Names the user of the request in progress; outside of one, of the current task or thread from here on."""
    scope = current_scope()
    while scope is not None and not scope.is_request:
        scope = scope.parent
    if scope is None:
        _current.set(Scope({"user_id": user_id}, current_scope()))
    else:
        scope.fields["user_id"] = user_id


def gather(error: BaseException | None, given: Mapping[str, Any] | None) -> RequestContext:
    """All that is known: what the caller gives goes before what the exception brings, and that before the rest."""
    travelled = getattr(error, "__dict__", {}).get(_TRAVELLING)
    layers = [*_layers(), travelled, given]
    known: dict[str, Any] = {}
    for layer in layers:
        if not isinstance(layer, Mapping):
            continue
        for name, value in layer.items():
            if value is None:
                continue
            before = known.get(name)
            if name in ("extra", "request_headers") and isinstance(before, Mapping) and isinstance(value, Mapping):
                known[name] = {**before, **value}
            else:
                known[name] = value
    return cast(RequestContext, known)


def _layers() -> list[Mapping[str, object]]:
    layers: list[Mapping[str, object]] = []
    scope = current_scope()
    while scope is not None:
        layers.append(scope.fields)
        scope = scope.parent
    return layers[::-1]


def _let_travel(error: BaseException) -> None:
    attributes = getattr(error, "__dict__", None)
    # The innermost block knows most, and is left first.
    if isinstance(attributes, dict) and _TRAVELLING not in attributes:
        attributes[_TRAVELLING] = dict(gather(None, None))
