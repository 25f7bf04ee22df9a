"""What the shop sells."""

from __future__ import annotations

from typing import NamedTuple


class Product(NamedTuple):
    """One thing on the shelf."""

    id: int
    name: str
    price: float
    stock: int


PRODUCTS = {
    product.id: product
    for product in (
        Product(1, "Tea pot", 24.5, 12),
        Product(2, "Tea cup", 6.0, 80),
        Product(3, "Kettle", 39.0, 5),
        # It cannot be bought: its price was never entered.
        Product(4, "Tea cosy", float("nan"), 3),
    )
}


class PriceMissing(Exception):
    """A product has no price yet."""


def price_of(product: Product, quantity: int) -> float:
    """What so many of them cost."""
    total = product.price * quantity
    if total != total:
        raise PriceMissing(f"{product.name} has no price")
    return total
