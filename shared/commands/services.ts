/** The services in the order of their ports. */
export const SERVICES = [
  { name: 'error-tracker', database: 'errors.db', addressVariable: 'ERROR_TRACKER_URL' },
  { name: 'log-viewer', database: 'logs.db', addressVariable: 'LOG_VIEWER_URL' },
  { name: 'metrics-collector', database: 'metrics.db', addressVariable: 'METRICS_COLLECTOR_URL' },
] as const;

/** The first service's port; the others follow. */
export const FIRST_PORT = 5010;
