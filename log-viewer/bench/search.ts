import { timeAnswers } from '@monlight/shared/bench/answers';
import type { Table } from '@monlight/shared/bench/results';

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
    const { times, body } = await timeAnswers(`${url}${path}`, { 'x-api-key': apiKey });
    const { total } = body as { total?: number };
    table[title] = { ...times, found: total === undefined ? '' : String(total) };
  }
  return table;
}
