from __future__ import annotations

import httpx
from starlette.applications import Starlette
from starlette.authentication import AuthCredentials, AuthenticationBackend, SimpleUser
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from monlight.integrations.starlette import setup_monlight
from tests.expect import SECRET_HEADERS, expect_error_in_route, expect_measured, flush, requests_of
from tests.recorder import KEY, Recorder
from tests.serving import serve_asgi


class SignedIn(AuthenticationBackend):
    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, SimpleUser]:
        return AuthCredentials(["authenticated"]), SimpleUser("ann")


async def read_item(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.path_params["item_id"])


async def broken(request: Request) -> PlainTextResponse:
    raise LookupError("nothing there")


async def teapot(request: Request) -> PlainTextResponse:
    raise HTTPException(418)


def create_app() -> Starlette:
    routes = [
        Route("/items/{item_id}", read_item),
        Route("/items/{item_id}/broken", broken, methods=["POST"]),
        Mount("/shops/{shop}", routes=[Route("/items/{item_id:int}", read_item), Route("/teapot", teapot)]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(AuthenticationMiddleware, backend=SignedIn())])


def test_an_error_in_a_route_arrives_with_the_user_that_starlette_knows(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY)

    with serve_asgi(app) as url:
        response = httpx.post(url + "/items/5/broken", headers=SECRET_HEADERS)
    flush(clients)

    assert (response.status_code, response.text) == (500, "Internal Server Error")
    expect_error_in_route(recorder, url=f"{url}/items/5/broken", method="POST", user="ann", kind="LookupError")
    assert requests_of(recorder) == [("POST", "/items/{item_id}/broken", "500")]


PATHS = [
    ("/items/5", "/items/{item_id}", "200"),
    ("/items/5/broken", "/items/{item_id}/broken", "405"),
    ("/shops/7/items/9", "/shops/{shop}/items/{item_id:int}", "500"),
    ("/shops/7/teapot", "/shops/{shop}/teapot", "418"),
    ("/shops/7/none", "<unmatched>", "404"),
    ("/none", "<unmatched>", "404"),
]


def test_requests_are_measured_by_template_and_what_is_meant_is_no_error(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY)

    expect_measured(serve_asgi(app), PATHS, clients, recorder)

    [unmeant] = recorder.errors()
    assert unmeant["request_url"].endswith("/shops/7/items/9")


def test_find_user_names_the_user(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(
        app, error_tracker_url=recorder.url, api_key=KEY, find_user=lambda scope: {"sub": scope["method"]}
    )

    with serve_asgi(app) as url:
        httpx.post(url + "/items/5/broken")
    flush(clients)

    assert [report["user_id"] for report in recorder.errors()] == ["POST"]


def test_a_find_user_that_raises_takes_nothing_from_the_report(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, api_key=KEY, find_user=lambda scope: scope["nobody"])

    with serve_asgi(app) as url:
        httpx.post(url + "/items/5/broken")
    flush(clients)

    assert [report["exception_type"] for report in recorder.errors()] == ["LookupError"]
