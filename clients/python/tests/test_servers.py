"""Servers with several workers, and their end."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import httpx

from tests.programs import HERE, names
from tests.recorder import KEY, Recorder, closed_port
from tests.serving import wait_until_served


def test_gunicorn_with_preload_counts_every_request_of_every_worker(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "entry.py").write_text(
        textwrap.dedent(
            f"""
            import os
            from flask import Flask
            from monlight.integrations.flask import setup_monlight
            app = Flask(__name__)
            app.logger.disabled = True
            url = os.environ["MONLIGHT_TEST_URL"]
            clients = setup_monlight(app, error_tracker_url=url, metrics_collector_url=url, api_key="{KEY}",
                flush_interval=60)
            clients["metrics_client"].gauge("preloaded", 1)

            @app.get("/pid")
            def pid():
                return str(os.getpid())

            @app.get("/broken")
            def broken():
                raise LookupError(os.getpid())
            """
        )
    )
    address = f"127.0.0.1:{closed_port()}"
    env = {**os.environ, "MONLIGHT_TEST_URL": recorder.url}
    env["PYTHONPATH"] = f"{HERE}{os.pathsep}{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    options = ["-w", "4", "--preload", "-b", address, "--log-level", "error"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", "entry:app"],
        env=env,
        stderr=subprocess.PIPE,
    )
    url = f"http://{address}"

    wait_until_served(url + "/pid", process)
    pids = {httpx.get(url + "/pid").text for _ in range(60)}
    broken = [httpx.get(url + "/broken").status_code for _ in range(8)]
    process.terminate()
    _, stderr = process.communicate(timeout=15)

    assert stderr == b""
    assert broken == [500] * 8
    assert len(pids) >= 2
    counted = Counter(point["labels"]["endpoint"] for point in recorder.points() if point["type"] == "counter")
    assert counted == {"/pid": 61, "/broken": 8}
    assert names(recorder)["preloaded"] == 1
    assert sum(report.get("count", 1) for report in recorder.errors()) == 8


def test_uvicorn_sends_what_is_buffered_when_it_is_told_to_stop(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "entry.py").write_text(
        textwrap.dedent(
            f"""
            import os
            from fastapi import FastAPI
            from monlight.integrations.fastapi import setup_monlight
            app = FastAPI()
            url = os.environ["MONLIGHT_TEST_URL"]
            setup_monlight(app, metrics_collector_url=url, api_key="{KEY}", flush_interval=60)

            @app.get("/")
            def index():
                return "ok"
            """
        )
    )
    port = closed_port()
    env = {**os.environ, "MONLIGHT_TEST_URL": recorder.url}
    env["PYTHONPATH"] = f"{HERE}{os.pathsep}{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "--port", str(port), "--log-level", "error", "entry:app"], env=env
    )

    wait_until_served(f"http://127.0.0.1:{port}/", process)
    process.terminate()
    process.wait(10)

    assert names(recorder) == {"http_requests_total": 1, "http_request_duration_seconds": 1}
