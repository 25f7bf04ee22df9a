"""What a call costs the thread that makes it: `python bench/bench.py`. Nobody listens at the address it sends to."""

from __future__ import annotations

import asyncio
import json
import logging
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

from monlight import ErrorClient, MetricsClient

AWAY = "http://127.0.0.1:9"
LABELS = {"method": "GET", "endpoint": "/items/{id}", "status": "200"}
CONTEXT = {
    "request_url": "https://shop.example/items/5?page=2&token=x",
    "request_method": "GET",
    "request_headers": {"Host": "shop.example", "Accept": "*/*", "Cookie": "a=b", "User-Agent": "curl/8.5"},
    "user_id": "u-7",
    "extra": {"cart": {"items": [1, 2, 3]}},
}
LIMITS = {"counter()": 5, "counter(labels)": 5, "report_error()": 500, "capture_error()": 500}


def main() -> None:
    logging.getLogger("monlight").disabled = True
    metrics, errors = MetricsClient(AWAY, "bench-key"), ErrorClient(AWAY, "bench-key", timeout=0.01)
    error = nested_error(10)
    unit = median(lambda: json.dumps(LABELS), 20_000)

    figures = {
        "counter()": median(lambda: metrics.counter("orders_total"), 50_000),
        "counter(labels)": median(lambda: metrics.counter("orders_total", LABELS), 50_000),
        "histogram(labels)": median(lambda: metrics.histogram("duration_seconds", 0.25, LABELS), 50_000),
        "capture_error()": median(lambda: errors.capture_error(error, CONTEXT), 2000),
        "report_error()": asyncio.run(
            median_until_first_pause(
                lambda: errors.report_error(error, CONTEXT), lambda: errors.capture_error(error, CONTEXT), 200
            )
        ),
    }

    print(f"Python {sys.version.split()[0]}; a `json.dumps` of three labels takes {unit:.2f} µs\n")
    print("| call | median µs | × json.dumps | limit µs |\n|---|---|---|---|")
    for name, value in figures.items():
        print(f"| `{name}` | {value:.2f} | {value / unit:.1f} | {LIMITS.get(name, '')} |")
    print(f"\nimport monlight: {import_time():.0f} ms")
    metrics.shutdown(0.01)
    errors.shutdown(0.01)
    sys.exit(any(figures[name] > limit for name, limit in LIMITS.items()))


def nested_error(depth: int) -> Exception:
    try:
        nest(depth)
    except ValueError as error:
        return error
    raise AssertionError


def nest(depth: int) -> None:
    if depth == 0:
        raise ValueError("in the depth")
    nest_further(depth)


def nest_further(depth: int) -> None:
    nest(depth - 1)


def median(call: Callable[[], object], times: int) -> float:
    """Microseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e6


async def median_until_first_pause(
    call: Callable[[], Awaitable[object]], warm_up: Callable[[], object], times: int
) -> float:
    """Microseconds that the event loop is held up until the call begins to wait."""
    taken = []
    for _ in range(times):
        # The pause leaves the processor's caches cold, and other calls are measured with warm ones.
        for _ in range(5):
            warm_up()
        coroutine = call().__await__()
        started = time.perf_counter()
        waiter = next(coroutine)
        taken.append(time.perf_counter() - started)
        coroutine.close()
        waiter.cancel()
        # Its thread gives up meanwhile, so that it does not compete with the next call.
        await asyncio.sleep(0.03)
    return statistics.median(taken) * 1e6


def import_time() -> float:
    """Milliseconds, of five starts the quickest, over those of `import logging`, which every application pays."""

    def start(code: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - started

    return (
        min(start("import logging, monlight") for _ in range(5)) - min(start("import logging") for _ in range(5))
    ) * 1e3


if __name__ == "__main__":
    main()
