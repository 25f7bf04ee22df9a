import { toSearch } from './query-string.ts';

/** The services by what they are about, in the order of the header, with the words for them. */
export const services = { errors: 'Errors', logs: 'Logs', metrics: 'Metrics' } as const;

/** One of the services. */
export type ServiceName = keyof typeof services;

/**
 * The absolute address of a page of another service with these parameters, of which empty ones are left out; null where
 * nobody has set where that service is.
 */
export function linkTo(service: ServiceName, path = '', params: Record<string, string> = {}): string | null {
  const root = document.documentElement.dataset[`${service}Url`];
  if (root === undefined) return null;
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ''));
  return new URL(`${path}${toSearch(given, {})}`, root).href;
}
