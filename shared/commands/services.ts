/** The services in the order of their ports. */
export const SERVICES = [
  { name: 'error-tracker', database: 'errors.db' },
  { name: 'log-viewer', database: 'logs.db' },
  { name: 'metrics-collector', database: 'metrics.db' },
] as const;

/** The first service's port; the others follow. */
export const FIRST_PORT = 5010;
