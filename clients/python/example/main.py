"""The shop: FastAPI with Monlight, and a job in the background."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import sys
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from example import settings
from example.catalogue import PRODUCTS, Product, price_of
from example.request_id import LogFormatter, RequestId
from example.stock import watch_stock
from monlight import Report, install_excepthooks, set_user, with_context
from monlight.excepthooks import watch_loop
from monlight.integrations.fastapi import setup_monlight
from monlight.logging import MonlightHandler

logger = logging.getLogger("shop")
carts: dict[str, dict[int, int]] = {}


class Item(BaseModel):
    """What goes into a cart."""

    product_id: int
    quantity: int = 1


@contextlib.asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """The shop is open."""
    if errors:
        watch_loop(errors)
    job = asyncio.create_task(watch_stock(metrics, settings.STOCK_INTERVAL))
    logger.info("open on port %d", settings.PORT)
    yield
    job.cancel()
    logger.info("closed")


def leave_out_bots(report: Report) -> Report | None:
    """What crawlers run into is nobody's error."""
    agent = report.get("request_headers", {}).get("user-agent", "")
    return None if "bot" in agent else report


app = FastAPI(title="Python shop", lifespan=lifespan)
app.add_middleware(RequestId)
clients = setup_monlight(
    app,
    error_tracker_url=settings.ERROR_TRACKER_URL,
    metrics_collector_url=settings.METRICS_COLLECTOR_URL,
    api_key=settings.API_KEY,
    project="python-shop",
    environment=settings.ENVIRONMENT,
    flush_interval=2,
    scrub_keys=["voucher"],
    before_send=leave_out_bots,
)
errors, metrics = clients["error_client"], clients["metrics_client"]


@app.get("/health")
def health() -> dict[str, str]:
    """For whoever starts the shop."""
    return {"status": "ok"}


@app.get("/products")
def list_products() -> list[dict[str, object]]:
    """The catalogue."""
    return [{"id": product.id, "name": product.name} for product in PRODUCTS.values()]


@app.get("/products/{product_id}")
def read_product(product_id: int) -> dict[str, object]:
    """One page of the catalogue."""
    product = find(product_id)
    return {"id": product.id, "name": product.name, "stock": product.stock}


@app.post("/cart", status_code=201)
def add_to_cart(item: Item, x_user: str = Header("guest")) -> dict[str, int]:
    """Puts something into the visitor's cart."""
    product = find(item.product_id)
    cart = carts.setdefault(x_user, {})
    cart[product.id] = cart.get(product.id, 0) + item.quantity
    if metrics:
        metrics.gauge("carts", len(carts), {"shop": "python"})
    logger.info("%s takes %d of %s", x_user, item.quantity, product.name)
    return {"items": sum(cart.values())}


@app.post("/checkout")
def check_out(voucher: str | None = None, x_user: str = Header("guest")) -> dict[str, float]:
    """Sells what is in the cart, unless that fails."""
    set_user(x_user)
    cart = carts.pop(x_user, {})
    if not cart:
        raise HTTPException(409, "the cart is empty")
    with with_context(extra={"cart": cart, "voucher": voucher}):
        total = sum(price_of(PRODUCTS[product_id], quantity) for product_id, quantity in cart.items())
    if metrics:
        metrics.counter("orders_total", {"shop": "python"})
        metrics.histogram("order_cents", round(total * 100), {"shop": "python"})
    pieces = sum(cart.values())
    logger.info("%s pays %.2f, %.2f a piece", x_user, total, total / pieces)
    return {"total": total}


@app.get("/recommendations")
async def recommend() -> StreamingResponse:
    """Slow, and slower at times; it comes piece by piece."""

    async def parts() -> AsyncIterator[str]:
        for product in random.sample(list(PRODUCTS.values()), 3):
            await asyncio.sleep(random.uniform(0.02, 0.4))
            yield f"{product.name}\n"

    return StreamingResponse(parts(), media_type="text/plain")


def find(product_id: int) -> Product:
    """A product, or 404."""
    product = PRODUCTS.get(product_id)
    if product is None:
        raise HTTPException(404, f"there is no product {product_id}")
    return product


def main() -> None:
    """Opens the shop until it is told to stop."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(LogFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    if errors:
        install_excepthooks(errors)
        logging.getLogger().addHandler(MonlightHandler(errors))
    uvicorn.run(app, host=settings.HOST, port=settings.PORT, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
