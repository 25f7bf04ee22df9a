"""Reports: made of a failure and what is known of the request, folded, and sent one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypedDict, cast

from monlight._answer import Answer
from monlight._failure import MAX_MESSAGE, MAX_TRACEBACK, MAX_TRACEBACK_TAIL, MAX_TYPE, Failure
from monlight._plain import Plain
from monlight._scrub import Scrubber
from monlight._text import cut, cut_middle, safe_str, shorten

MAX_BYTES = 262_144


class Report(TypedDict, total=False):
    """The body of `POST /api/errors`; what is not known is absent."""

    project: str
    environment: str
    exception_type: str
    message: str
    traceback: str
    timestamp: str
    request_url: str
    request_method: str
    request_headers: dict[str, str]
    user_id: str
    extra: dict[str, Any]
    count: int


class Composer:
    """Makes reports that hold every limit of the service and none of the application's secrets."""

    def __init__(self, project: str, environment: str, scrubber: Scrubber) -> None:
        self._project = cut(safe_str(project), 100) or "default"
        self._environment = cut(safe_str(environment), 20) or "prod"
        self._scrubber = scrubber

    def compose(self, failure: Failure, context: Mapping[str, Any], timestamp: str) -> Report:
        """A report of one failure."""
        report: Report = {
            "project": self._project,
            "environment": self._environment,
            "exception_type": failure.type,
            "message": failure.message,
            "traceback": failure.traceback,
            "timestamp": timestamp,
        }
        if context:
            report.update(cast(Report, self._request(context)))
        return report

    def _request(self, context: Mapping[str, Any]) -> dict[str, object]:
        url, method, user = (context.get(name) for name in ("request_url", "request_method", "user_id"))
        headers, extra = context.get("request_headers"), context.get("extra")
        fields = {
            "request_url": None if url is None else cut(self._scrubber.url(cut(safe_str(url), 8000)), 2000),
            "request_method": None if method is None else cut(safe_str(method), 10),
            "request_headers": self._scrubber.headers(headers) if isinstance(headers, Mapping) else None,
            "user_id": None if user is None else cut(safe_str(user), 200),
            "extra": self._extra(extra),
        }
        return {name: value for name, value in fields.items() if value is not None}

    def _extra(self, extra: object) -> dict[str, Any] | None:
        if extra is None:
            return None
        return Plain(self._scrubber.is_secret).mapping(extra if isinstance(extra, Mapping) else {"value": extra})

    def check(self, report: Report, original: Report) -> Report:
        """A report that an application's hook has had in hand, within the limits again."""
        failure = Failure(
            cut(safe_str(report.get("exception_type", "")), MAX_TYPE) or original["exception_type"],
            shorten(safe_str(report.get("message", "")), MAX_MESSAGE),
            cut_middle(safe_str(report.get("traceback", "")), MAX_TRACEBACK, tail=MAX_TRACEBACK_TAIL),
        )
        changed = {name: value for name, value in report.items() if value != original.get(name)}
        checked = self.compose(failure, changed, original["timestamp"])
        for name in ("request_url", "request_method", "request_headers", "user_id", "extra"):
            if name in report and name not in changed:
                checked[name] = original[name]
        checked["project"] = cut(safe_str(report.get("project", "")), 100) or self._project
        checked["environment"] = cut(safe_str(report.get("environment", "")), 20) or self._environment
        return checked


def encode(report: Report) -> bytes:
    """A report as JSON. Of one that is too large, `extra`, the headers and more of the traceback are left out."""
    body = _to_json(report)
    if len(body) <= MAX_BYTES:
        return body
    report = report.copy()
    if "extra" in report:
        report["extra"] = {"…": "left out: the report was too large"}
    report.pop("request_headers", None)
    limit = MAX_TRACEBACK
    while len(body := _to_json(report)) > MAX_BYTES and limit > 1000:
        limit //= 2
        report["traceback"] = cut_middle(report["traceback"], limit, tail=limit * 3 // 4)
    return body


def _to_json(report: Report) -> bytes:
    return json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class ReportShipment:
    """One report under way."""

    size = 1

    def __init__(self, report: Report) -> None:
        self._body = encode(report)

    def body(self) -> bytes:
        """As JSON."""
        return self._body

    def without_refused(self, answer: Answer) -> None:
        """A report that is refused is refused as a whole."""
