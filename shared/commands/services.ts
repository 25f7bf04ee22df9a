/** The services in the order in which people name them. */
export const SERVICES = [{ name: 'error-tracker', port: 5010, database: 'errors.db' }] as const;
