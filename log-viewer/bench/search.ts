import type { Table } from '@monlight/shared/bench/results';

const TIMES = 40;

const QUERIES: Record<string, string> = {
  'newest, no filter': '/api/logs',
  'rare word': '/api/logs?search=997ms',
  'word in half of all': '/api/logs?search=common',
  'two words': '/api/logs?search=timeout+retry',
  'literal: 10.0.3.77': '/api/logs?search=10.0.3.77',
  'literal: /api/items/42': '/api/logs?search=%2Fapi%2Fitems%2F42',
  phrase: '/api/logs?search=%22user+timeout%22',
  'prefix*': '/api/logs?search=ship*',
  'word, level and container': '/api/logs?search=common&level=ERROR&container=web-3',
  'level and container': '/api/logs?level=%3E%3DWARNING&container=web-3',
  'page at offset 500 000': '/api/logs?offset=500000',
  'word, offset 200 000': '/api/logs?search=common&offset=200000',
  histogram: '/api/logs/histogram',
  'histogram of a rare word': '/api/logs/histogram?search=997ms',
  'histogram of a word in half': '/api/logs/histogram?search=common',
  context: '/api/logs/500000/context',
  stats: '/api/stats',
  containers: '/api/containers',
};

/** How long each kind of question takes, one after the other. */
export async function measureSearch(url: string, apiKey: string): Promise<Table> {
  const table: Table = {};
  for (const [title, path] of Object.entries(QUERIES)) {
    const times: number[] = [];
    let found = '';
    for (let round = 0; round < TIMES; round += 1) {
      const startedAt = performance.now();
      const response = await fetch(`${url}${path}`, { headers: { 'x-api-key': apiKey } });
      const body = (await response.json()) as { total?: number };
      times.push(performance.now() - startedAt);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      found = body.total === undefined ? '' : String(body.total);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(1));
    table[title] = { 'p50 ms': at(0.5), 'p95 ms': at(0.95), found };
  }
  return table;
}
