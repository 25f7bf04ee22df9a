from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from monlight import ErrorClient
from monlight.logging import MonlightHandler
from tests.recorder import KEY, Recorder, closed_port


@pytest.fixture
def client(recorder: Recorder) -> Iterator[ErrorClient]:
    errors = ErrorClient(recorder.url, KEY)
    yield errors
    errors.shutdown()


@pytest.fixture
def logger(client: ErrorClient) -> Iterator[logging.Logger]:
    handler = MonlightHandler(client)
    found = logging.getLogger("shop.jobs")
    found.setLevel(logging.DEBUG)
    found.propagate = False
    found.addHandler(handler)
    yield found
    found.removeHandler(handler)


def test_an_exception_is_reported_as_itself(logger: logging.Logger, client: ErrorClient, recorder: Recorder) -> None:
    try:
        raise LookupError("absent")
    except LookupError:
        logger.warning("could not find %s", "it", exc_info=True, extra={"order": 5, "token": "secret"})
    client.flush()

    [report] = recorder.errors()
    assert (report["exception_type"], report["message"]) == ("LookupError", "absent")
    assert report["extra"] == {
        "logger": "shop.jobs",
        "level": "WARNING",
        "order": 5,
        "token": "[scrubbed]",
        "log_message": "could not find it",
    }


def test_an_error_without_an_exception_is_reported_by_where_it_was_logged(
    logger: logging.Logger, client: ErrorClient, recorder: Recorder
) -> None:
    for number in range(2):
        logger.error("payment %d failed", number)
    client.flush()

    first, second = recorder.errors()
    assert (first["exception_type"], first["message"]) == ("shop.jobs", "payment 0 failed")
    assert first["traceback"] == second["traceback"]
    assert 'test_logging.py", line' in first["traceback"]


def test_warnings_and_less_are_not_reported(logger: logging.Logger, client: ErrorClient, recorder: Recorder) -> None:
    logger.warning("only a warning")
    logger.info("only news")
    client.flush()

    assert recorder.attempts == []


def test_a_record_that_cannot_be_printed_is_reported(client: ErrorClient, recorder: Recorder) -> None:
    record = logging.LogRecord("shop", logging.ERROR, __file__, 1, "two %d %d", ("words",), None)

    MonlightHandler(client).handle(record)
    client.flush()

    assert [report["message"] for report in recorder.errors()] == ["two %d %d"]


def test_what_was_reported_already_is_not_reported_again(
    logger: logging.Logger, client: ErrorClient, recorder: Recorder
) -> None:
    try:
        raise LookupError("absent")
    except LookupError as error:
        client.capture_error(error)
        logger.exception("again")
    client.flush()

    assert len(recorder.errors()) == 1
    assert "count" not in recorder.errors()[0]


def test_our_own_warnings_make_no_reports() -> None:
    errors = ErrorClient(f"http://127.0.0.1:{closed_port()}", KEY, max_queue=1)
    handler = MonlightHandler(errors)
    logging.getLogger().addHandler(handler)

    logging.getLogger("monlight").error("ours")
    logging.getLogger("monlight.jobs").error("ours too")
    waiting = errors.waiting()
    logging.getLogger("monlights").error("not ours")

    assert (waiting, errors.waiting()) == (0, 1)
    logging.getLogger().removeHandler(handler)
    errors.shutdown(0.1)
