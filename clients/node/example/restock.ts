import { withContext, type ErrorClient, type MetricsClient } from '@monlight/node';
import type { FastifyBaseLogger } from 'fastify';
import { PRODUCTS, type Product } from './catalogue.ts';

export interface RestockOptions {
  log: FastifyBaseLogger;
  errorClient: ErrorClient | undefined;
  metricsClient: MetricsClient | undefined;
  /** Asks the supplier; may fail. */
  order: (product: Product) => void;
}

/** One round of the background job: looks through the shelves, and orders what runs out. */
export function restock({ log, errorClient, metricsClient, order }: RestockOptions): void {
  for (const product of PRODUCTS) {
    metricsClient?.gauge('stock', product.stock, { product: product.id });
    withContext({ extra: { job: 'restock', product: product.id } }, () => {
      try {
        if (product.stock < 10) order(product);
        log.info({ product: product.id, stock: product.stock }, 'shelf checked');
      } catch (error) {
        log.error({ err: error, product: product.id }, 'could not be ordered');
        errorClient?.captureError(error);
      }
    });
  }
}
