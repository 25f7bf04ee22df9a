"""In processes of their own, since Django's settings are those of a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.expect import SECRET_HEADERS, expect_error_in_route, requests_of
from tests.recorder import Recorder, closed_port
from tests.serving import wait_until_served

HERE = Path(__file__).resolve().parent.parent
WSGI = "from django.core.wsgi import get_wsgi_application; application = get_wsgi_application()"
ASGI = "from django.core.asgi import get_asgi_application; application = get_asgi_application()"


@contextmanager
def serve(kind: str, monlight_url: str | None, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "entry.py").write_text(WSGI if kind == "wsgi" else ASGI)
    port = closed_port()
    env = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    env["DJANGO_SETTINGS_MODULE"] = "tests.django_shop"
    if monlight_url:
        env["MONLIGHT_TEST_URL"] = monlight_url
    address = f"127.0.0.1:{port}"
    commands = {
        "wsgi": [
            "gunicorn",
            "-w",
            "1",
            "-b",
            address,
            "--log-level",
            "error",
            "--no-control-socket",
            "entry:application",
        ],
        "asgi": ["uvicorn", "--port", str(port), "--log-level", "error", "entry:application"],
    }
    process = subprocess.Popen([sys.executable, "-m", *commands[kind]], env=env, stderr=subprocess.PIPE)
    url = f"http://{address}"
    try:
        wait_until_served(url + "/api/items/1", process)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_errors_arrive_and_requests_are_measured(kind: str, recorder: Recorder, tmp_path: Path) -> None:
    with serve(kind, None, tmp_path) as url:
        before = [httpx.get(url + path) for path in ("/api/items/5/broken", "/api/items/6", "/stream", "/absent")]

    with serve(kind, recorder.url, tmp_path) as url:
        after = [
            httpx.get(url + "/api/items/5/broken?page=2", headers=SECRET_HEADERS),
            httpx.get(url + "/api/items/6"),
            httpx.get(url + "/stream"),
            httpx.get(url + "/absent"),
        ]
        private = httpx.get(url + "/private")
        recorder.wait_for(lambda: len(recorder.errors()) == 1)
        report = expect_error_in_route(
            recorder, url=f"{url}/api/items/5/broken?page=2", method="GET", user="u-7", kind="LookupError"
        )
        httpx.get(url + "/api/items/5/broken-async")
        recorder.wait_for(lambda: len(recorder.errors()) == 2)
        if kind == "asgi":
            # Django knows no lifespan, and uvicorn ends by a signal: what is buffered is not sent at the end.
            recorder.wait_for(lambda: len(recorder.points()) >= 14, limit=15)

    assert [(one.status_code, one.content) for one in after] == [(one.status_code, one.content) for one in before]
    assert private.status_code == 403
    assert report["project"] == "django"
    assert [(one["exception_type"], one["user_id"]) for one in recorder.errors()][1] == ("LookupError", "u-8")
    assert sorted(requests_of(recorder))[:7] == sorted(
        [
            ("GET", "/absent", "404"),
            ("GET", "/api/items/<int:item_id>", "200"),
            ("GET", "/api/items/<int:item_id>", "200"),
            ("GET", "/api/items/<int:item_id>/broken", "500"),
            ("GET", "/api/items/<int:item_id>/broken-async", "500"),
            ("GET", "/private", "403"),
            ("GET", "/stream", "200"),
        ]
    )
