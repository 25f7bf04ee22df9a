/** The metrics that the overview is made of. */
export const REQUESTS = 'http_requests_total';
export const DURATION = 'http_request_duration_seconds';

/**
 * Which sums over label sets are kept beside the label sets themselves, each by the label keys that stay. The sum over all
 * answers the plain question for a metric; the others are what the overview asks for.
 */
export function groupingsOf(name: string): readonly (readonly string[])[] {
  if (name === REQUESTS) return [[], ['status'], ['endpoint'], ['endpoint', 'status']];
  if (name === DURATION) return [[], ['endpoint']];
  return [[]];
}
