from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from websockets.sync.client import connect

from monlight.integrations.fastapi import setup_monlight
from tests.expect import SECRET_HEADERS, durations, expect_error_in_route, expect_measured, flush, requests_of
from tests.fastapi_shop import create_app
from tests.recorder import KEY, Recorder, closed_port, hang
from tests.serving import serve_asgi


def set_up(app: FastAPI, recorder: Recorder, **options: Any) -> Any:
    return setup_monlight(
        app, error_tracker_url=recorder.url, metrics_collector_url=recorder.url, api_key=KEY, **options
    )


def test_an_error_in_a_route_arrives_with_everything_known(recorder: Recorder) -> None:
    app = create_app()
    clients = set_up(app, recorder, project="shop")

    with serve_asgi(app) as url:
        path = "/api/v1/items/5/break?token=abc&page=2"
        response = httpx.post(url + path, headers=SECRET_HEADERS)
    flush(clients)

    report = expect_error_in_route(
        recorder,
        url=f"{url}/api/v1/items/5/break?token=[scrubbed]&page=2",
        method="POST",
        user="u-7",
        kind="Broken",
    )
    assert response.status_code == 500
    assert report["project"] == "shop"
    assert report["extra"] == {"item": 5}
    assert report["traceback"].splitlines()[-1] == "tests.fastapi_shop.Broken: in the route"
    assert requests_of(recorder) == [("POST", "/api/v1/items/{item_id}/break", "500")]


PATHS = [
    ("/api/v1/items/5", "/api/v1/items/{item_id}", "200"),
    ("/api/v1/items/five", "/api/v1/items/{item_id}", "422"),
    ("/shops/7/deep/items/9", "/shops/{shop}/deep/items/{item_id}", "200"),
    ("/shops/7/deep/nothing", "<unmatched>", "404"),
    ("/static/style.css", "/static", "200"),
    ("/absent", "/absent", "404"),
    ("/maintenance", "/maintenance", "503"),
    ("/refused", "/refused", "418"),
    ("/api/v1/items/5/", "<unmatched>", "307"),
    ("/nowhere", "<unmatched>", "404"),
]


def test_requests_are_measured_by_template_and_what_is_meant_is_no_error(recorder: Recorder, tmp_path: Any) -> None:
    app = create_app(tmp_path)
    clients = set_up(app, recorder)

    expect_measured(serve_asgi(app), PATHS, clients, recorder)

    assert recorder.errors() == []


@pytest.mark.parametrize("is_debug", [False, True])
def test_answers_are_what_they_were_without_the_sdk(is_debug: bool, recorder: Recorder) -> None:
    plain, watched = create_app(), create_app()
    plain.debug = watched.debug = is_debug
    set_up(watched, recorder)

    with serve_asgi(plain, date_header=False) as before, serve_asgi(watched, date_header=False) as after:
        for path in ("/api/v1/items/5", "/api/v1/items/5/break", "/absent", "/refused", "/nowhere", "/stream"):
            method = "POST" if path.endswith("break") else "GET"

            expected, actual = httpx.request(method, before + path), httpx.request(method, after + path)

            assert actual.status_code == expected.status_code
            assert _without_frames(actual) == _without_frames(expected)


def _without_frames(response: httpx.Response) -> object:
    # The debug page shows the frames, ours among them.
    if "Traceback" in response.text:
        return "debug page", response.headers["content-type"]
    return response.text, response.headers.multi_items()


def test_a_stream_is_not_touched_and_its_time_goes_until_its_end(recorder: Recorder) -> None:
    app = create_app()
    clients = set_up(app, recorder)

    with serve_asgi(app) as url, httpx.stream("GET", url + "/stream") as response:
        parts = list(response.iter_raw())
    flush(clients)

    assert parts == [b"0\n", b"1\n", b"2\n"]
    assert durations(recorder)[0] > 0.14


def test_an_error_in_the_middle_of_a_stream_is_reported_and_counts_as_500(recorder: Recorder) -> None:
    app = create_app()
    clients = set_up(app, recorder)

    with serve_asgi(app) as url, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url + "/stream-breaks")
    flush(clients)

    assert [report["message"] for report in recorder.errors()] == ["midway"]
    assert requests_of(recorder) == [("GET", "/stream-breaks", "500")]


def test_background_tasks_are_no_part_of_the_time(recorder: Recorder) -> None:
    app = create_app()
    clients = set_up(app, recorder)

    with serve_asgi(app) as url:
        httpx.get(url + "/task")
    flush(clients)

    assert durations(recorder)[0] < 0.15


def test_websockets_work_and_are_not_measured(recorder: Recorder) -> None:
    app = create_app()
    clients = set_up(app, recorder)

    with serve_asgi(app) as url, connect(url.replace("http", "ws") + "/ws", open_timeout=5) as socket:
        socket.send("hello")
        echoed = socket.recv()
    flush(clients)

    assert echoed == "hello"
    assert recorder.received == []


def test_a_service_that_hangs_delays_no_answer(recorder: Recorder) -> None:
    recorder.behaviour = hang
    app = create_app()
    set_up(app, recorder, timeout=1)

    with serve_asgi(app) as url:
        httpx.get(url + "/api/v1/items/5")
        times = [httpx.post(url + "/api/v1/items/5/break").elapsed.total_seconds() for _ in range(10)]
        recorder.wait_for(lambda: len(recorder.attempts) > 0)
        times += [httpx.get(url + "/api/v1/items/5").elapsed.total_seconds() for _ in range(10)]
        recorder.released.set()

    assert max(times) < 0.3


def test_nothing_changes_without_addresses() -> None:
    app = create_app()
    before = list(app.user_middleware)

    clients = setup_monlight(app, api_key=KEY)

    assert clients == {"error_client": None, "metrics_client": None}
    assert app.user_middleware == before


def test_points_arrive_when_the_server_ends_although_nobody_flushes(recorder: Recorder) -> None:
    app = create_app()
    set_up(app, recorder)

    with serve_asgi(app) as url:
        httpx.get(url + "/api/v1/items/5")

    assert len(requests_of(recorder)) == 1


def test_a_service_that_is_away_is_not_felt() -> None:
    app = create_app()
    address = f"http://127.0.0.1:{closed_port()}"
    clients = setup_monlight(app, error_tracker_url=address, metrics_collector_url=address, api_key=KEY)

    with serve_asgi(app) as url:
        answers = [httpx.get(f"{url}/api/v1/items/{number}").json() for number in range(5)]
        for client in clients.values():
            client.shutdown(0.1)  # type: ignore[attr-defined]

    assert answers == [{"id": number} for number in range(5)]
