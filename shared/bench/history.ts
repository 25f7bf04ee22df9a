import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readResults, type Table } from './results.ts';

const FILE = 'shared/bench/HISTORY.md';

/** The figures that are followed from version to version: how they are called, and the cell in which a bench publishes each. */
const FIGURES: [words: string, service: string, title: string, row: string, column: string][] = [
  [
    '`POST /api/metrics`, 10 points, of bare Fastify',
    'metrics-collector',
    'points',
    'POST /api/metrics, 10 points',
    'ratio',
  ],
  [
    '`POST /api/metrics`, 10 points, by the least that stores them',
    'metrics-collector',
    'points',
    'POST /api/metrics, 10 points, by the least that stores it',
    'ratio',
  ],
  [
    '`POST /api/metrics`, 1000 points, of bare inserts',
    'metrics-collector',
    'points by the thousand',
    'POST /api/metrics, 1000 points',
    'ratio',
  ],
  [
    '`POST /api/metrics` beside the overview, p99 ms',
    'metrics-collector',
    'beside the 30-day overview and rollups',
    'POST /api/metrics, 10 points',
    'p99 ms',
  ],
  [
    'overview of 30 days, 1000 series, p95 ms',
    'metrics-collector',
    'questions, 30 days of 1000 series',
    'dashboard, 30 days',
    'p95 ms',
  ],
  ['a point as it came, bytes', 'metrics-collector', 'rollup and size', 'a point as it came', 'bytes'],
  [
    'a minute’s bucket without a sketch, bytes',
    'metrics-collector',
    'rollup and size',
    'a minute’s bucket without a sketch',
    'bytes',
  ],
  [
    'an hour’s bucket with its sketch, bytes',
    'metrics-collector',
    'rollup and size',
    'an hour’s bucket with its sketch',
    'bytes',
  ],
  [
    '`POST /api/metrics`, 10 points: cost at 1 GB ×',
    'metrics-collector',
    'growth',
    'POST /api/metrics, 10 points',
    'cost ×',
  ],
  [
    'metrics collector on 1 GB, healthy after ms',
    'metrics-collector',
    'growth',
    'POST /api/metrics, 10 points',
    'healthy after ms',
  ],
  [
    '`POST /api/errors`, known group, of bare Fastify',
    'error-tracker',
    'requests',
    'POST /api/errors, known group',
    'ratio',
  ],
  [
    '`POST /api/errors`, by the least that stores them',
    'error-tracker',
    'requests',
    'POST /api/errors, by the least that stores it',
    'ratio',
  ],
  [
    '`POST /api/errors`, new group each, of bare Fastify',
    'error-tracker',
    'requests',
    'POST /api/errors, new group each',
    'ratio',
  ],
  [
    '`POST /api/errors` beside the list, p99 ms',
    'error-tracker',
    'beside the list of 2000 groups',
    'POST /api/errors, known group',
    'p99 ms',
  ],
  [
    '`POST /api/errors` beside a search of 1 GB, p99 ms',
    'error-tracker',
    'beside questions that go through 1 GB of groups',
    'POST /api/errors, known group, beside a search',
    'p99 ms',
  ],
  [
    '`POST /api/errors`, any known group: cost at 1 GB ×',
    'error-tracker',
    'growth',
    'POST /api/errors, any known group',
    'cost ×',
  ],
  [
    'error tracker on 1 GB, healthy after ms',
    'error-tracker',
    'growth',
    'POST /api/errors, any known group',
    'healthy after ms',
  ],
  ['following logs, of bare inserts', 'log-viewer', 'following', 'entries followed and searchable', 'ratio'],
  ['following logs: cost at 1 GB ×', 'log-viewer', 'growth', 'entries followed and searchable', 'cost ×'],
  [
    'log line → event, p95 ms',
    'log-viewer',
    'from a line written to its event',
    '20 tails, one of which never reads',
    'p95 ms',
  ],
  [
    'search for a rare word, 1 M entries, p95 ms',
    'log-viewer',
    'one million entries, 5000 more each second',
    'rare word',
    'p95 ms',
  ],
  [
    'search for a common word, p95 ms',
    'log-viewer',
    'one million entries, 5000 more each second',
    'word in half of all',
    'p95 ms',
  ],
  [
    'log entry on disk, bytes × text',
    'log-viewer',
    'growth',
    'entries followed and searchable',
    'bytes on disk × text',
  ],
  [
    'log viewer on 1 GB, healthy after ms',
    'log-viewer',
    'growth',
    'entries followed and searchable',
    'healthy after ms',
  ],
  ['error tracker idle, `docker stats`, MiB', 'deploy', 'idle memory', 'error-tracker', 'idle MiB'],
  ['log viewer idle, `docker stats`, MiB', 'deploy', 'idle memory', 'log-viewer', 'idle MiB'],
  ['metrics collector idle, `docker stats`, MiB', 'deploy', 'idle memory', 'metrics-collector', 'idle MiB'],
  ['log page, first paint, ms', 'pages', '9 first visits each, medians', 'log-viewer/', 'first paint, ms'],
];

const HEAD = `# The figures by version

Written by \`npm run bench -- --record\`; \`history.ts\` says where each comes from. Ratios compare across machines, the others only within a row.
`;

/**
 * Puts the figures of the last run beside those of other versions, in the place of an older run of the same version;
 * what was not measured again stays.
 */
export function recordHistory(version: string): void {
  const results = readResults();
  const columns = readColumns();
  const before = columns.get(version);
  const figures = new Map(
    FIGURES.map(([words, service, title, row, column]) => {
      const table = results[service]?.[title] as Table | undefined;
      return [words, String(table?.[row]?.[column] ?? before?.get(words) ?? '')];
    }),
  );
  columns.set(version, figures);
  const versions = [...columns.keys()];
  const lines = FIGURES.map(([words]) => [words, ...versions.map((name) => columns.get(name)?.get(words) ?? '')]);
  const rows = [['', ...versions], ['---', ...versions.map(() => '---')], ...lines];
  writeFileSync(FILE, `${HEAD}\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
}

/** What was recorded: version → words → figure. */
function readColumns(): Map<string, Map<string, string>> {
  if (!existsSync(FILE)) return new Map();
  const rows = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const [[, ...versions] = [], , ...lines] = rows;
  return new Map(
    versions.map((version, at) => [version, new Map(lines.map(([words = '', ...cells]) => [words, cells[at] ?? '']))]),
  );
}
