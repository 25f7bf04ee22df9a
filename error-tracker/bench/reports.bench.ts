import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureBeside } from '@monlight/shared/bench/beside';
import { compare, compareLeast, toTable } from '@monlight/shared/bench/compare';
import { measureGrowth } from '@monlight/shared/bench/growth';
import type { Load } from '@monlight/shared/bench/load';
import { publish } from '@monlight/shared/bench/results';
import { startServer } from '@monlight/shared/bench/server-process';
import { bundleService } from '@monlight/shared/commands/bundle';

const API_KEY = 'bench-key-0123456789';
const main = await bundleService('error-tracker');
const folder = mkdtempSync(join(tmpdir(), 'monlight-bench-'));
const headers = { 'x-api-key': API_KEY, 'content-type': 'application/json' };

/** A report with a Python traceback of about 2 KB, twelve frames deep, as a web framework leaves them. */
function report(line: number): string {
  const frames = Array.from({ length: 12 }, (_, depth) => {
    const file = depth < 10 ? `/usr/lib/python3/site-packages/web/layer_${depth}.py` : `/app/shop/views_${depth}.py`;
    return `  File "${file}", line ${line + depth}, in handle_request_${depth}\n    response = await self.app(scope, receive, send)`;
  });
  return JSON.stringify({
    project: 'shop',
    exception_type: 'ValueError',
    message: 'invalid literal for int() with base 10: "twelve"',
    traceback: `Traceback (most recent call last):\n${frames.join('\n')}\nValueError: invalid literal for int()`,
    request_url: 'https://shop.example/cart/items?id=42',
    request_method: 'POST',
    user_id: 'u-1234',
    request_headers: {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
      accept: '*/*',
      'content-type': 'application/json',
    },
    extra: { cart: 'c-42', items: 3 },
  });
}

function reports(body: (n: number) => string): Load {
  return { method: 'POST', path: '/api/errors', headers, body };
}

function settings(name: string): Record<string, string> & { DATABASE_PATH: string } {
  return { API_KEY, RATE_LIMIT: '0', DATABASE_PATH: join(folder, `${name}.db`) };
}

/** A few thousand groups to list. */
async function fill(url: string): Promise<void> {
  for (let line = 0; line < 2000; line += 1) {
    await fetch(`${url}/api/errors`, { method: 'POST', headers, body: report(line * 20) });
  }
}

try {
  const known = report(1);
  const comparisons = [
    await compare({
      title: 'POST /api/errors, known group',
      main,
      env: settings('known'),
      load: reports(() => known),
    }),
    await compareLeast(
      'POST /api/errors',
      join(folder, 'least.db'),
      reports(() => known),
    ),
    await compare({
      title: 'POST /api/errors, new group each',
      main,
      env: settings('new'),
      load: reports((n) => report(n * 20 + 1)),
    }),
    await compare({
      title: 'GET /api/errors, 50 of 2000 groups',
      main,
      env: settings('list'),
      load: { method: 'GET', path: '/api/errors', headers },
      prepare: fill,
    }),
  ];
  publish('error-tracker', 'requests', toTable(comparisons));

  const listed = await startServer(main, settings('listed'));
  await fill(listed.url);
  publish('error-tracker', 'beside the list of 2000 groups', {
    'POST /api/errors, known group': await measureBeside(
      listed.url,
      reports(() => known),
      '/api/errors',
    ),
  });
  await listed.stop();

  let made = 0;
  publish('error-tracker', 'growth', {
    'POST /api/errors, any known group': await measureGrowth({
      main,
      env: settings('grown'),
      // All over the database: each time another group.
      load: reports((n) => report(20 * ((n * 7919) % made))),
      fill: reports(() => report(20 * made++)),
    }),
  });

  const grown = await startServer(main, settings('grown'));
  publish('error-tracker', 'beside questions that go through 1 GB of groups', {
    'POST /api/errors, known group, beside a search': await measureBeside(
      grown.url,
      reports(() => known),
      '/api/errors?search=nothing',
    ),
    'POST /api/errors, known group, beside the list by count': await measureBeside(
      grown.url,
      reports(() => known),
      '/api/errors?sort=count&resolved=all',
    ),
  });
  await grown.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
