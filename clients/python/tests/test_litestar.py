from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
from litestar import Litestar, Request, Response, Router, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath
from litestar.response import Stream

from monlight import set_user
from monlight.integrations.litestar import setup_monlight
from tests.expect import SECRET_HEADERS, expect_error_in_route, expect_measured, flush, requests_of
from tests.recorder import KEY, Recorder
from tests.serving import serve_asgi


class Refused(Exception):
    pass


def refuse(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    return Response("refused", status_code=409)


@get("/{item_id:int}")
async def read_item(item_id: FromPath[int]) -> int:
    return item_id


@post("/{item_id:int}/broken")
async def broken(item_id: FromPath[int]) -> None:
    set_user("u-7")
    raise LookupError("nothing there")


@get("/private")
async def private() -> None:
    raise NotAuthorizedException


@get("/refused", exception_handlers={Refused: refuse})
async def refused() -> None:
    raise Refused


@get("/stream")
async def stream() -> Stream:
    async def parts() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    return Stream(parts())


def create_app() -> Litestar:
    items = Router("/items", route_handlers=[read_item, broken])
    return Litestar([items, private, refused, stream], logging_config=None)


def test_an_error_in_a_route_arrives(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY)

    with serve_asgi(create_app()) as url:
        before = httpx.post(url + "/items/5/broken")
    with serve_asgi(app) as url:
        after = httpx.post(url + "/items/5/broken", headers=SECRET_HEADERS)
    flush(clients)

    assert (after.status_code, after.content) == (before.status_code, before.content)
    expect_error_in_route(recorder, url=f"{url}/items/5/broken", method="POST", user="u-7", kind="LookupError")
    assert requests_of(recorder) == [("POST", "/items/{item_id}/broken", "500")]


PATHS = [
    ("/items/5", "/items/{item_id}", "200"),
    ("/private", "/private", "401"),
    ("/refused", "/refused", "409"),
    ("/stream", "/stream", "200"),
    ("/none", "<unmatched>", "404"),
]


def test_requests_are_measured_by_template_and_what_is_meant_is_no_error(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY)

    expect_measured(serve_asgi(app), PATHS, clients, recorder)

    assert recorder.errors() == []
