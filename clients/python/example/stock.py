"""The job in the background: it looks after the stock, and not always well."""

from __future__ import annotations

import asyncio
import logging

from example.catalogue import PRODUCTS
from monlight import MetricsClient, with_context

logger = logging.getLogger("shop.stock")


async def watch_stock(metrics: MetricsClient | None, interval: float) -> None:
    """Counts the shelves again and again."""
    counted = 0
    while True:
        counted += 1
        with with_context(extra={"round": counted}):
            count_shelves(metrics, counted)
        await asyncio.sleep(interval)


def count_shelves(metrics: MetricsClient | None, counted: int) -> None:
    """One round."""
    for product in PRODUCTS.values():
        if metrics:
            metrics.gauge("stock", product.stock, {"product": product.name})
        if product.stock < 10:
            logger.warning("only %d of %s left", product.stock, product.name)
    try:
        if counted % 3 == 2:
            raise TimeoutError("the warehouse does not answer")
        logger.info("round %d of the shelves done", counted)
    except TimeoutError:
        # The log handler reports it, with the traceback.
        logger.exception("round %d of the shelves failed", counted)
