import { findProduct } from './catalogue.ts';

/** Raised for what is in the cart, not for how the shop was built. */
class PaymentError extends Error {
  override name = 'PaymentError';
}

/**
 * Cents that a cart costs.
 *
 * @throws PaymentError when something in it cannot be charged, with the reason as its cause
 */
export function charge(productIds: readonly string[]): number {
  try {
    return productIds.map(priceOf).reduce((sum, price) => sum + price, 0);
  } catch (cause) {
    throw new PaymentError('the cart could not be charged', { cause });
  }
}

function priceOf(id: string): number {
  const price = findProduct(id)?.price;
  if (price === undefined || Number.isNaN(price)) throw new RangeError(`${id} has no price`);
  return price;
}
