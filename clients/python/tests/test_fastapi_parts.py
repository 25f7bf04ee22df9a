"""The parts of the FastAPI integration, put together by hand as existing applications do."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI, HTTPException, Request

from monlight import ErrorClient, MetricsClient
from monlight.integrations.fastapi import MonlightExceptionHandler, MonlightMiddleware
from tests.expect import SECRET_HEADERS, expect_error_in_route, flush, requests_of
from tests.fastapi_shop import create_app
from tests.recorder import KEY, Recorder
from tests.serving import serve_asgi


def test_parts_work_one_by_one_as_in_existing_applications(recorder: Recorder) -> None:
    app = create_app()
    metrics = MetricsClient(recorder.url, KEY)
    app.add_middleware(MonlightMiddleware, metrics_client=metrics)
    app.add_exception_handler(Exception, MonlightExceptionHandler)
    app.state.monlight_error_client = ErrorClient(recorder.url, KEY)
    metrics.start()

    with serve_asgi(app) as url:
        response = httpx.post(url + "/api/v1/items/5/break", headers=SECRET_HEADERS)
        absent = httpx.get(url + "/absent")
    flush({"error_client": app.state.monlight_error_client, "metrics_client": metrics})

    assert (response.status_code, response.json()) == (500, {"detail": "Internal server error"})
    assert absent.json() == {"detail": "no such thing"}
    expect_error_in_route(recorder, url=f"{url}/api/v1/items/5/break", method="POST", user="u-7", kind="Broken")
    assert len(requests_of(recorder)) == 2


def test_the_handler_answers_http_exceptions_as_fastapi_does(recorder: Recorder) -> None:
    app = FastAPI()
    app.state.monlight_error_client = ErrorClient(recorder.url, KEY)
    request = Request({"type": "http", "app": app, "method": "GET", "path": "/", "headers": [], "query_string": b""})

    response = asyncio.run(_answer(request, HTTPException(401, "who?", {"WWW-Authenticate": "Basic"})))

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Basic"
    assert response.body == b'{"detail":"who?"}'


async def _answer(request: Request, error: Exception) -> Any:
    return await MonlightExceptionHandler(request, error)
