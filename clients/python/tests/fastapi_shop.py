"""An application with routes that answer in every way there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, BackgroundTasks, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.staticfiles import StaticFiles

from monlight import set_user, with_context


class Broken(Exception):
    pass


class Refused(Exception):
    pass


def create_app(tmp_path: Any = None) -> FastAPI:
    app = FastAPI()
    router = APIRouter(prefix="/items")
    outer = APIRouter()

    @router.get("/{item_id}")
    def read_item(item_id: int) -> dict[str, int]:
        return {"id": item_id}

    @router.post("/{item_id}/break")
    def break_item(item_id: int) -> None:
        set_user("u-7")
        with with_context(extra={"item": item_id}):
            raise Broken("in the route")

    @app.get("/absent")
    def absent() -> None:
        raise HTTPException(404, "no such thing")

    @app.get("/maintenance")
    def maintenance() -> None:
        raise HTTPException(503, "back soon")

    @app.exception_handler(Refused)
    async def refuse(request: Request, exc: Refused) -> Any:
        return StreamingResponse(iter([b"refused"]), 418)

    @app.get("/refused")
    def refused() -> None:
        raise Refused

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            for number in range(3):
                yield b"%d\n" % number
                await asyncio.sleep(0.05)

        return StreamingResponse(parts())

    @app.get("/stream-breaks")
    async def stream_breaks() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"begun"
            raise Broken("midway")

        return StreamingResponse(parts())

    @app.get("/task")
    async def task(tasks: BackgroundTasks) -> str:
        tasks.add_task(asyncio.sleep, 0.2)
        return "ok"

    @app.websocket("/ws")
    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(await socket.receive_text())
        await socket.close()

    outer.include_router(router, prefix="/v1")
    app.include_router(outer, prefix="/api")
    inner = FastAPI()
    inner.include_router(router, prefix="/deep")
    app.mount("/shops/{shop}", inner)
    if tmp_path is not None:
        (tmp_path / "style.css").write_text("a{}")
        app.mount("/static", StaticFiles(directory=tmp_path))
    return app
