from __future__ import annotations

import asyncio

from monlight import ErrorClient, set_user, with_context
from tests.raised import caught
from tests.recorder import Recorder


def test_context_goes_along_from_the_outside_in(client: ErrorClient, recorder: Recorder) -> None:
    with with_context(user_id="outer", request_url="/a", extra={"a": 1, "b": 1}):
        with with_context(user_id="inner", extra={"b": 2, "c": 2}):
            client.capture_error(caught(ValueError()), {"extra": {"c": 3}})
        client.capture_error(caught(KeyError()))
    client.flush()

    first, second = recorder.errors()
    assert (first["user_id"], first["request_url"], first["extra"]) == ("inner", "/a", {"a": 1, "b": 2, "c": 3})
    assert (second["user_id"], second["extra"]) == ("outer", {"a": 1, "b": 1})


def test_context_travels_with_an_exception_out_of_its_block(client: ErrorClient, recorder: Recorder) -> None:
    try:
        with with_context(extra={"order": 5}):
            raise ValueError
    except ValueError as error:
        client.report_error_sync(error)

    assert recorder.errors()[0]["extra"] == {"order": 5}


def test_tasks_do_not_see_each_others_context(client: ErrorClient, recorder: Recorder) -> None:
    async def one(number: int) -> None:
        set_user(number)
        await asyncio.sleep(0.01)
        client.capture_error(caught(ValueError(number)))

    async def all_of_them() -> None:
        await asyncio.gather(*map(one, range(5)))

    asyncio.run(all_of_them())
    client.flush()

    assert {report["message"]: report["user_id"] for report in recorder.errors()} == {str(n): str(n) for n in range(5)}
