from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monlight import ErrorClient
from tests.recorder import KEY, Recorder
from tests.services import Services


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A server that writes down what it gets, and answers as it is told to."""
    with Recorder() as server:
        yield server


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The real error tracker and metrics collector."""
    folder: Path = tmp_path_factory.mktemp("services")
    with Services(folder) as running:
        yield running


@pytest.fixture
def client(recorder: Recorder) -> Iterator[ErrorClient]:
    errors = ErrorClient(recorder.url, KEY)
    yield errors
    errors.shutdown()
