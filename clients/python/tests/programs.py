"""Programs that use the SDK, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

from tests.recorder import KEY, Recorder

HERE = Path(__file__).resolve().parent.parent

PRELUDE = f"""
import os, sys, threading, time
from monlight import ErrorClient, MetricsClient, install_excepthooks
url = os.environ["MONLIGHT_TEST_URL"]
errors = ErrorClient(url, "{KEY}", project="process")
metrics = MetricsClient(url, "{KEY}", flush_interval=60)
"""


def run(tmp_path: Path, script: str, url: str, limit: float = 20, *, python: tuple[str, ...] = ()) -> Any:
    file = tmp_path / "script.py"
    file.write_text(PRELUDE + textwrap.dedent(script))
    env = {
        **os.environ,
        "MONLIGHT_TEST_URL": url,
        "PYTHONPATH": f"{HERE}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
    }
    return subprocess.run(
        [sys.executable, *python, str(file)], env=env, capture_output=True, text=True, timeout=limit, check=False
    )


def names(recorder: Recorder) -> Counter[str]:
    return Counter(point["name"] for point in recorder.points())
