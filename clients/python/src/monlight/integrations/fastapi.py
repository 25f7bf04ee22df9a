"""FastAPI."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monlight.error_client import ErrorClient
from monlight.integrations.starlette import MonlightMiddleware, setup_monlight

__all__ = ["MonlightExceptionHandler", "MonlightMiddleware", "setup_monlight"]


async def MonlightExceptionHandler(request: Request, exc: Exception) -> Response:
    """
    An exception handler that reports, for applications that put the parts together themselves; `setup_monlight`
    needs none. It answers what the handler of this name always has: 500 `{"detail": "Internal server error"}`.

        app.add_exception_handler(Exception, MonlightExceptionHandler)
        app.state.monlight_error_client = error_client
    """
    from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    if isinstance(exc, HTTPException):
        return await http_exception_handler(request, exc)
    if isinstance(exc, RequestValidationError):
        return await request_validation_exception_handler(request, exc)
    client = getattr(request.app.state, "monlight_error_client", None)
    if isinstance(client, ErrorClient):
        known = {
            "request_url": str(request.url),
            "request_method": request.method,
            "request_headers": dict(request.headers),
        }
        client.capture_once(exc, known, source="handler")
    return JSONResponse({"detail": "Internal server error"}, status_code=500)
