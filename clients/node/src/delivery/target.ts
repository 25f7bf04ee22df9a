import { VERSION } from '../version.ts';

/** Where a client sends what it has. */
export interface Target {
  origin: string;
  path: string;
  apiKey: string;
}

/** The address of an endpoint below a service's own, which may have a path; what is wrong with it, as text. */
export function toTarget(baseUrl: unknown, endpoint: string, apiKey: unknown): Target | string {
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) return 'apiKey must be the key of the service';
  const url = URL.parse(String(baseUrl));
  if (!url || !/^https?:$/.test(url.protocol)) return 'baseUrl must be an address such as http://localhost:5010';
  return { origin: url.origin, path: `${withoutSlashes(url.pathname)}${endpoint}`, apiKey };
}

/** The headers of every request. */
export function toHeaders({ apiKey }: Target): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': `monlight-node/${VERSION}`,
    'x-api-key': apiKey,
  };
}

function withoutSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end);
}
