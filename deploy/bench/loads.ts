import type { Load } from '../../shared/bench/load.ts';

const TAILS = 5;
const KNOWN_GROUPS = 200;
const LARGE = 200_000;

/** What each service is asked at once, each by connections of its own. After `groups` new errors no more are new. */
export function loadsOf(
  key: string,
  groups = Infinity,
): Record<'error-tracker' | 'log-viewer' | 'metrics-collector', Load[]> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const ask = (path: string, connections: number): Load => ({ method: 'GET', path, headers, connections });
  const send = (title: string, path: string, connections: number, body: (n: number) => string): Load => ({
    title,
    method: 'POST',
    path,
    headers,
    connections,
    body,
  });
  return {
    'error-tracker': [
      send('known groups', '/api/errors', 16, (n) => report(n % KNOWN_GROUPS, 2000)),
      send('new groups', '/api/errors', 4, (n) => report(KNOWN_GROUPS + (n % groups), 2000)),
      send('200 KB', '/api/errors', 2, (n) => report(n % KNOWN_GROUPS, LARGE)),
      ask('/api/errors?limit=200', 2),
      ask('/api/errors?search=price', 2),
    ],
    'log-viewer': [
      ask('/api/logs?search=checkout&limit=200', 2),
      ask('/api/logs/histogram', 1),
      ask('/api/logs?level=%3E%3DWARNING&search=NOT%20cart', 1),
      ask('/api/containers', 1),
    ],
    'metrics-collector': [
      send('10 points', '/api/metrics', 16, (n) => batch(n, 10)),
      send('1000 points', '/api/metrics', 4, (n) => batch(n, 1000)),
      ask('/api/dashboard?period=30d', 1),
      ask('/api/metrics?name=http_request_duration_seconds&period=1h&group_by=endpoint', 1),
    ],
  };
}

/** A Node program that prints log lines as a small shop does, some of them of 20 KB, and tracebacks. */
export const printing = (linesPerSecond: number): string => `
  const trace = '\\nTraceback (most recent call last):\\n  File "/app/shop/views.py", line 12, in checkout\\n    total = cart.total()\\nValueError: no price';
  let n = 0;
  setInterval(() => {
    let text = '';
    for (const end = n + ${linesPerSecond / 20}; n < end; n += 1) {
      const level = n % 10 === 0 ? 'WARNING' : 'INFO';
      text += level + ' shop.views ' + (n % 3 === 0 ? 'checkout' : 'cart') + ' request ' + n.toString(36) + ' took ' + (n % 997) + ' ms at 10.0.' + (n % 7) + '.' + (n % 256) + '\\n';
      if (n % 200 === 0) text += 'ERROR shop.views request ' + n + ' failed' + trace + '\\n';
      if (n % 2000 === 0) text += 'INFO ' + (n + ',').repeat(4000) + '\\n';
    }
    process.stdout.write(text);
  }, 50);
`;

/** Live tails that read until `end`; fails when one of them is cut off before. */
export async function readTails(url: string, key: string, end: AbortSignal): Promise<void> {
  const read = async (): Promise<void> => {
    const answer = await fetch(`${url}/api/logs/tail`, {
      headers: { 'x-api-key': key },
      signal: end,
    });
    if (!answer.ok || !answer.body) throw new Error(`a live tail was refused: ${answer.status}`);
    for await (const _ of answer.body);
  };
  try {
    await Promise.all(Array.from({ length: TAILS }, read));
  } catch (error) {
    if (!end.aborted) throw error;
  }
}

/** A report of about `characters` characters, most of them its traceback; the same group for the same `line`. */
function report(line: number, characters: number): string {
  const frame = `  File "/app/shop/views_${line}.py", line ${line}, in checkout\n    total = cart.total()\n`;
  return JSON.stringify({
    project: `shop-${line % 5}`,
    exception_type: 'ValueError',
    message: `no price for item ${line}`,
    traceback: `Traceback (most recent call last):\n${frame.repeat(Math.ceil(characters / frame.length))}ValueError: no price`,
    request_url: 'https://shop.example/checkout',
    request_headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)', accept: '*/*' },
  });
}

/** The points of `size` / 2 requests to 50 endpoints. */
function batch(n: number, size: number): string {
  const metrics = Array.from({ length: size }, (_, index) => {
    const at = n * size + index;
    const labels = { method: at % 3 === 0 ? 'POST' : 'GET', endpoint: `/api/items/${at % 50}`, status: '200' };
    return at % 2 === 0
      ? { name: 'http_requests_total', type: 'counter', value: 1, labels }
      : { name: 'http_request_duration_seconds', type: 'histogram', value: (at % 1000) / 1000, labels };
  });
  return JSON.stringify({ metrics });
}
