from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monlight import ErrorClient, MetricsClient
from monlight.integrations import fastapi, flask, litestar, starlette
from monlight.integrations._setup import Options, create_clients
from tests.recorder import Recorder

HERE = Path(__file__).resolve().parent.parent
README = (HERE / "README.md").read_text()
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)

# What is done with each example after it ran, and what then arrives: points, reports.
USES = [
    ("from starlette.testclient import TestClient\nassert TestClient(app).get('/items/5').json() == {'id': 5}", 3, 0),
    ("assert app.test_client().get('/items/5').json == {'id': 5}", 2, 0),
    (
        "from django.conf import settings\n"
        "settings.configure(**{k: v for k, v in globals().items() if k.isupper()}, "
        "ROOT_URLCONF='urls', ALLOWED_HOSTS=['*'])\n"
        "import django, types; django.setup()\n"
        "from django.http import HttpResponse; from django.urls import path; from django.test import Client\n"
        "urls = types.ModuleType('urls'); urls.urlpatterns = [path('items', lambda request: HttpResponse('ok'))]\n"
        "sys.modules['urls'] = urls\n"
        "assert Client().get('/items').content == b'ok'",
        2,
        0,
    ),
    ("", 3, 1),
    (
        "from werkzeug.test import Client\nassert Client(application).get('/').data == b'hello'",
        2,
        0,
    ),
    ("", 0, 1),
]


def test_every_example_is_run() -> None:
    assert len(EXAMPLES) == len(USES)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_does_what_it_says(number: int, recorder: Recorder, tmp_path: Path) -> None:
    use, points, reports = USES[number]
    code = re.sub(r"http://localhost:50\d\d", recorder.url, EXAMPLES[number])
    (tmp_path / "example.py").write_text(f"import sys\n{code}\n{use}\n")

    env = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    ended = subprocess.run([sys.executable, str(tmp_path / "example.py")], env=env, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    assert (len(recorder.points()), len(recorder.errors())) == (points, reports)


def options_in_readme(title: str) -> dict[str, str]:
    section = README.split(f"\n{title}", 1)[1].split("\n\n", 2)[1]
    rows: list[list[str]] = [
        [cell.strip().strip("`") for cell in line.split("|")[1:3]] for line in section.splitlines()[2:]
    ]
    return dict(rows)


def options_of(function: Callable[..., Any]) -> dict[str, str]:
    parameters = inspect.signature(function).parameters.values()
    return {
        parameter.name: "required" if parameter.default is parameter.empty else repr(parameter.default)
        for parameter in parameters
        if parameter.name not in ("app", "self")
    }


def test_the_tables_of_options_are_those_of_the_code() -> None:
    assert options_in_readme("Of `ErrorClient`") == options_of(ErrorClient)
    assert options_in_readme("Of `MetricsClient`") == options_of(MetricsClient)
    documented = options_in_readme("Of `setup_monlight`")
    assert {**options_of(create_clients), "find_user": "None"} == documented
    for explicit in (fastapi, starlette):
        assert options_of(explicit.setup_monlight) == documented
    assert {*Options.__annotations__, "find_user"} == documented.keys()
    for passing_on in (flask, litestar):
        assert options_of(passing_on.setup_monlight) == {"find_user": "None", "options": "required"}
