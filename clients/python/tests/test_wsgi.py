from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from wsgiref.util import FileWrapper, setup_testing_defaults

import pytest

from monlight import ErrorClient, MetricsClient
from monlight.integrations.wsgi import MonlightMiddleware
from tests.expect import requests_of
from tests.recorder import KEY, Recorder


class Body:
    """A lazy body that says what was done to it."""

    def __init__(self, *parts: bytes, error: Exception | None = None) -> None:
        self.log: list[str] = []
        self._parts = parts
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self.log.append(part.decode())
            yield part
        if self._error:
            raise self._error

    def close(self) -> None:
        self.log.append("closed")


class Sized(Body):
    def __len__(self) -> int:
        return len(self._parts)


def wrap(recorder: Recorder, body: Any) -> tuple[MonlightMiddleware, list[Any]]:
    clients = [MetricsClient(recorder.url, KEY), ErrorClient(recorder.url, KEY)]

    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        if isinstance(body, Exception):
            raise body
        return body

    return MonlightMiddleware(app, *clients, find_endpoint=lambda environ: "/all"), clients  # type: ignore[arg-type]


def call(app: MonlightMiddleware, **environ: Any) -> Any:
    setup_testing_defaults(environ)
    return app(environ, lambda status, headers, exc_info=None: None)


def shut_down(clients: list[Any]) -> None:
    for client in clients:
        client.shutdown()


def test_a_body_is_as_lazy_as_it_was_and_close_is_passed_on(recorder: Recorder) -> None:
    body = Body(b"a", b"b")
    app, clients = wrap(recorder, body)

    result = call(app)
    iterator = iter(result)
    first = (next(iterator), list(body.log))
    rest = (list(iterator), list(body.log))
    result.close()
    shut_down(clients)

    assert first == (b"a", ["a"])
    assert rest == ([b"b"], ["a", "b"])
    assert body.log == ["a", "b", "closed"]
    assert requests_of(recorder) == [("GET", "/all", "200")]


def test_a_body_that_is_left_in_the_middle_is_closed_and_measured(recorder: Recorder) -> None:
    body = Body(b"a", b"b")
    app, clients = wrap(recorder, body)

    result = call(app)
    next(iter(result))
    result.close()
    shut_down(clients)

    assert body.log == ["a", "closed"]
    assert requests_of(recorder) == [("GET", "/all", "200")]


def test_an_error_in_the_middle_of_a_body_is_reported_and_raised(recorder: Recorder) -> None:
    app, clients = wrap(recorder, Body(b"a", error=LookupError("midway")))

    with pytest.raises(LookupError):
        list(call(app, QUERY_STRING="token=x&page=2"))
    shut_down(clients)

    assert [report["request_url"] for report in recorder.errors()] == ["http://127.0.0.1/?token=[scrubbed]&page=2"]
    assert requests_of(recorder) == [("GET", "/all", "500")]


def test_an_error_before_the_body_is_reported_and_raised(recorder: Recorder) -> None:
    app, clients = wrap(recorder, LookupError("at once"))

    with pytest.raises(LookupError):
        call(app)
    shut_down(clients)

    assert [report["message"] for report in recorder.errors()] == ["at once"]
    assert requests_of(recorder) == [("GET", "/all", "500")]


def test_lists_and_files_are_passed_on_as_they_are_and_sizes_stay(recorder: Recorder, tmp_path: Any) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with (tmp_path / "file").open("rb") as file:
        bodies = [[b"a"], (b"a",), FileWrapper(file)]

        passed = [call(wrap(recorder, body)[0], **{"wsgi.file_wrapper": FileWrapper}) for body in bodies]

        assert all(given is taken for given, taken in zip(bodies, passed, strict=True))
    assert len(call(wrap(recorder, Sized(b"a"))[0])) == 1
    assert not hasattr(call(wrap(recorder, Body(b"a"))[0]), "__len__")
