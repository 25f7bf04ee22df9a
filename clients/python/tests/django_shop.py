"""A Django project in one file. `MONLIGHT_TEST_URL` is where its SDK sends to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import include, path

from monlight import set_user
from monlight.integrations.django import setup_monlight

SECRET_KEY = "not-a-secret"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.django_shop"
USE_TZ = True
LOGGING_CONFIG = None
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES: dict[str, Any] = {}

if "MONLIGHT_TEST_URL" in os.environ:
    _url = os.environ["MONLIGHT_TEST_URL"]
    setup_monlight(
        globals(),
        error_tracker_url=_url,
        metrics_collector_url=_url,
        api_key="fixture-key-0123456789",
        project="django",
        flush_interval=1,
    )


def read_item(request: Any, item_id: int) -> HttpResponse:
    return HttpResponse(str(item_id))


def broken(request: Any, item_id: int) -> HttpResponse:
    set_user("u-7")
    raise LookupError("nothing there")


async def broken_async(request: Any, item_id: int) -> HttpResponse:
    set_user("u-8")
    raise LookupError("nothing there either")


def absent(request: Any) -> HttpResponse:
    raise Http404


def private(request: Any) -> HttpResponse:
    raise PermissionDenied


def stream(request: Any) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        yield b"a"
        yield b"b"

    return StreamingHttpResponse(parts())


api = [
    path("items/<int:item_id>", read_item),
    path("items/<int:item_id>/broken", broken),
    path("items/<int:item_id>/broken-async", broken_async),
]
urlpatterns = [
    path("api/", include(api)),
    path("absent", absent),
    path("private", private),
    path("stream", stream),
]
