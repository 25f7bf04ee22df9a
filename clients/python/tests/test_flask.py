from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest
from flask import Blueprint, Flask, Response, abort, g

from monlight import set_user
from monlight.integrations.flask import setup_monlight
from tests.expect import SECRET_HEADERS, durations, expect_error_in_route, flush, requests_of
from tests.recorder import KEY, Recorder
from tests.serving import serve_wsgi


class Refused(Exception):
    pass


class LoginUser:
    is_authenticated = True
    id = "login-9"


def create_app() -> Flask:
    app = Flask("tests.shop")
    # It prints to stderr what it answers with 500.
    app.logger.disabled = True
    shop = Blueprint("shop", "tests.shop", url_prefix="/api")

    @shop.get("/items/<int:item_id>")
    def read_item(item_id: int) -> str:
        return str(item_id)

    @shop.post("/items/<int:item_id>/broken")
    def broken(item_id: int) -> str:
        set_user("u-7")
        raise LookupError("nothing there")

    @shop.get("/login")
    def login() -> str:
        g._login_user = LoginUser()
        raise LookupError("nothing there")

    @app.get("/private")
    def private() -> str:
        abort(401)

    @app.errorhandler(Refused)
    def refuse(error: Refused) -> tuple[str, int]:
        return "refused", 409

    @app.get("/refused")
    def refused() -> str:
        raise Refused

    @app.get("/stream")
    def stream() -> Response:
        def parts() -> Iterator[str]:
            for number in range(3):
                yield str(number)
                time.sleep(0.05)

        return Response(parts())

    app.register_blueprint(shop)
    return app


def test_an_error_in_a_route_arrives(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY)

    with serve_wsgi(create_app()) as url:
        before = httpx.post(url + "/api/items/5/broken")
    with serve_wsgi(app) as url:
        after = httpx.post(url + "/api/items/5/broken?password=x", headers=SECRET_HEADERS)
    flush(clients)

    assert (after.status_code, after.content) == (before.status_code, before.content)
    expect_error_in_route(
        recorder,
        url=f"{url}/api/items/5/broken?password=[scrubbed]",
        method="POST",
        user="u-7",
        kind="LookupError",
    )
    assert requests_of(recorder) == [("POST", "/api/items/<int:item_id>/broken", "500")]


def test_the_user_is_that_of_flask_login(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, api_key=KEY)

    with serve_wsgi(app) as url:
        httpx.get(url + "/api/login")
    flush(clients)

    assert [report["user_id"] for report in recorder.errors()] == ["login-9"]


def test_an_error_that_flask_lets_through_is_reported_once(recorder: Recorder) -> None:
    app = create_app()
    app.testing = True
    clients = setup_monlight(app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY)

    with pytest.raises(LookupError):
        app.test_client().post("/api/items/5/broken")
    flush(clients)

    assert len(recorder.errors()) == 1
    assert "count" not in recorder.errors()[0]
    assert requests_of(recorder) == [("POST", "/api/items/<int:item_id>/broken", "500")]


@pytest.mark.parametrize(
    ("path", "endpoint", "status"),
    [
        ("/api/items/5", "/api/items/<int:item_id>", 200),
        ("/private", "/private", 401),
        ("/refused", "/refused", 409),
        ("/none", "<unmatched>", 404),
    ],
)
def test_requests_are_measured_and_what_is_meant_is_no_error(
    path: str, endpoint: str, status: int, recorder: Recorder
) -> None:
    app = create_app()
    clients = setup_monlight(app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY)

    with serve_wsgi(app) as url:
        response = httpx.get(url + path)
    flush(clients)

    assert response.status_code == status
    assert requests_of(recorder) == [("GET", endpoint, str(status))]
    assert recorder.errors() == []


def test_a_stream_is_lazy_and_its_time_goes_until_its_end(recorder: Recorder) -> None:
    app = create_app()
    clients = setup_monlight(app, metrics_collector_url=recorder.url, api_key=KEY)

    with serve_wsgi(app) as url, httpx.stream("GET", url + "/stream") as response:
        parts = list(response.iter_raw())
    flush(clients)

    assert parts == [b"0", b"1", b"2"]
    assert durations(recorder)[0] > 0.14


def test_nothing_changes_without_addresses() -> None:
    app = create_app()
    before = app.wsgi_app

    clients = setup_monlight(app, api_key=KEY)

    assert clients == {"error_client": None, "metrics_client": None}
    assert app.wsgi_app == before
