import { FIRST_PORT, SERVICES } from '../services.ts';

/** The first port when none is asked for. */
export const DEFAULT_PORT = FIRST_PORT;

/** Addresses on this machine. */
export interface Addresses {
  errorTracker: string;
  logViewer: string;
  metricsCollector: string;
}

/** Where the services are, as `npm start` puts them. */
export function addressesFrom(firstPort: number, host: string): Addresses {
  const [errorTracker = '', logViewer = '', metricsCollector = ''] = SERVICES.map(
    (_, index) => `http://${host}:${firstPort + index}`,
  );
  return { errorTracker, logViewer, metricsCollector };
}

/** A shop's port, by its place among the shops: those behind the services'. */
export function shopPort(firstPort: number, index: number): number {
  return firstPort + SERVICES.length + index;
}
