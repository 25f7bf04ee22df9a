from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx

from tests.recorder import closed_port
from tests.services import KEY, Services
from tests.serving import wait_until_served

HERE = Path(__file__).resolve().parent.parent


def test_the_shop_tells_the_services_everything(services: Services, tmp_path: Path) -> None:
    port = closed_port()
    env = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PORT": str(port),
        "MONLIGHT_ERROR_TRACKER_URL": services.errors.url,
        "MONLIGHT_METRICS_COLLECTOR_URL": services.metrics.url,
        "MONLIGHT_API_KEY": KEY,
        "STOCK_INTERVAL": "0.05",
    }
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "example"], cwd=HERE, env=env, stdout=log, stderr=subprocess.STDOUT
        )
        shop = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"X-User": "ann", "Connection": "close"})

        wait_until_served(f"http://127.0.0.1:{port}/health", process)
        names = [product["name"] for product in shop.get("/products").json()]
        shop.post("/cart", json={"product_id": 1, "quantity": 2})
        paid = shop.post("/checkout")
        shop.post("/cart", json={"product_id": 4})
        failed = shop.post("/checkout", params={"voucher": "FREE"})
        empty = shop.post("/checkout")
        absent = shop.get("/products/99")
        recommended = shop.get("/recommendations").text
        shop.close()
        process.terminate()
        process.wait(15)
        output = (tmp_path / "log").read_text()

    assert len(names) == 4
    assert paid.json() == {"total": 49.0}
    assert (failed.status_code, empty.status_code, absent.status_code) == (500, 409, 404)
    assert len(recommended.splitlines()) == 3
    listed = services.errors.get("/api/errors", project="python-shop")["errors"]
    types = {group["exception_type"]: group["id"] for group in listed}
    assert types.keys() == {"PriceMissing", "TimeoutError"}
    [occurrence] = services.errors.get(f"/api/errors/{types['PriceMissing']}")["occurrences"]
    assert occurrence["user_id"] == "ann"
    assert occurrence["extra"] == {"cart": {"4": 1}, "voucher": "[scrubbed]"}
    assert occurrence["request_url"].endswith("/checkout?voucher=[scrubbed]")
    metrics = {metric["name"] for metric in services.metrics.get("/api/metrics/names")["metrics"]}
    assert {"stock", "orders_total", "order_cents", "http_requests_total"} <= metrics
    assert "INFO shop: ann pays 49.00" in output
    assert "WARNING shop.stock: only 5 of Kettle left" in output
    assert "TimeoutError: the warehouse does not answer" in output
