"""The real services, as processes."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from tests.recorder import closed_port

ROOT = Path(__file__).resolve().parents[3]
NODE = os.environ.get("MONLIGHT_NODE") or str(ROOT / "shared/commands/toolchain/node_modules/.bin/node")
KEY = "test-key-0123456789abcdef"


class Service:
    """One service."""

    def __init__(self, name: str, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := closed_port())}"
        env = {
            "PATH": os.environ["PATH"],
            "API_KEY": KEY,
            "PORT": str(port),
            "RATE_LIMIT": "0",
            "DATABASE_PATH": str(folder / f"{name}.db"),
            "AGGREGATION_INTERVAL": "3600",
        }
        self._output = (folder / f"{name}.log").open("wb")
        self._process = subprocess.Popen(
            [NODE, f"{name}/src/main.ts"], cwd=ROOT, env=env, stdout=self._output, stderr=self._output
        )
        self._http = httpx.Client(base_url=self.url, headers={"X-API-Key": KEY}, timeout=10)

    def wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self._process.poll() is None, Path(self._output.name).read_text()
            try:
                if self._http.get("/health").status_code == 200:
                    return
            except httpx.TransportError:
                threading.Event().wait(0.05)
        raise AssertionError(f"{self.url} is not healthy")

    def get(self, path: str, **params: str | int) -> Any:
        response = self._http.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, body: bytes) -> httpx.Response:
        return self._http.post(path, content=body)

    def stop(self) -> None:
        self._http.close()
        self._process.terminate()
        self._process.wait(15)
        self._output.close()


class Services:
    """The error tracker and the metrics collector."""

    def __init__(self, folder: Path) -> None:
        self.errors = Service("error-tracker", folder)
        self.metrics = Service("metrics-collector", folder)

    def __enter__(self) -> Services:
        for service in (self.errors, self.metrics):
            service.wait()
        return self

    def __exit__(self, *_: object) -> None:
        for service in (self.errors, self.metrics):
            service.stop()

    def error(self, project: str) -> Any:
        """The only error of a project, with its occurrences."""
        listed = self.errors.get("/api/errors", project=project, resolved="all")["errors"]
        assert len(listed) == 1, listed
        return self.errors.get(f"/api/errors/{listed[0]['id']}")
