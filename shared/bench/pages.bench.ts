import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleService } from '@monlight/shared/commands/bundle';
import { launchBrowser } from '@monlight/shared/testing/launch-browser';
import { loadOf, type PageLoad } from '@monlight/shared/testing/page-load';
import type { Browser } from 'playwright-core';
import { median } from './compare.ts';
import { publish, type Table } from './results.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const apiKey = 'bench-key-0123456789';
const rounds = 9;
const folder = mkdtempSync(join(tmpdir(), 'monlight-bench-'));

/** A page, what there is on it, and what is seen when all of it is there. */
interface BenchedPage {
  service: 'error-tracker' | 'log-viewer' | 'metrics-collector';
  path: string;
  sign: string;
}

const pages: BenchedPage[] = [
  { service: 'error-tracker', path: '', sign: '.group-type' },
  { service: 'error-tracker', path: 'errors/1', sign: '.chart canvas' },
  { service: 'log-viewer', path: '', sign: '.chart canvas' },
  { service: 'metrics-collector', path: '', sign: '.chart canvas' },
  { service: 'metrics-collector', path: 'explore', sign: '.chart canvas' },
];

/** Something on every page: 60 errors, 2000 log lines, an hour of requests. */
async function fill(service: BenchedPage['service'], url: string): Promise<void> {
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
  const send = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  };
  if (service === 'error-tracker') {
    for (let line = 1; line <= 60; line += 1) {
      const traceback = `Traceback (most recent call last):\n  File "/app/cart.py", line ${line}, in add\n    raise ValueError`;
      await send('api/errors', {
        project: 'shop',
        exception_type: 'ValueError',
        message: `no item ${line}`,
        traceback,
      });
    }
  }
  if (service === 'metrics-collector') {
    const labels = { method: 'GET', endpoint: '/items/{id}', status: '200' };
    const points = Array.from({ length: 55 }, (_, minutes) => {
      const timestamp = new Date(Date.now() - minutes * 60_000).toISOString();
      return [
        { name: 'http_requests_total', type: 'counter', value: 10 + (minutes % 7), labels, timestamp },
        { name: 'http_request_duration_seconds', type: 'histogram', value: 0.02 + minutes / 1000, labels, timestamp },
      ];
    });
    await send('api/metrics', points.flat());
  }
}

/** A container's folder as Docker keeps it, for the log viewer to follow. */
function writeLogs(): string {
  const sources = join(folder, 'containers');
  const container = join(sources, 'web');
  mkdirSync(container, { recursive: true });
  writeFileSync(join(container, 'config.v2.json'), JSON.stringify({ ID: 'web', Name: '/web' }));
  const lines = Array.from({ length: 2000 }, (_, index) => {
    const time = new Date(Date.now() - (2000 - index) * 1000).toISOString();
    return `${JSON.stringify({ log: `INFO request ${index} served\n`, stream: 'stdout', time })}\n`;
  });
  writeFileSync(join(container, 'web-json.log'), lines.join(''));
  return sources;
}

/** A page's first visit, and that of a few plain words just before: what the browser and the machine take by themselves. */
interface Round extends PageLoad {
  plainMs: number;
  /** Until all that is on it was seen. */
  wholeMs: number;
}

/** Each load in a browser profile of its own, as for someone who comes for the first time. */
async function measure(browser: Browser, { path, sign }: BenchedPage, url: string): Promise<Round[]> {
  const loads: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await browser.newContext();
    await context.request.post(`${url}/api/session`, { data: { api_key: apiKey } });
    const page = await context.newPage();
    await page.goto(`${url}/health`);
    const { firstPaintMs: plainMs } = await loadOf(page);
    await page.goto(`${url}/${path}`);
    await page.locator(sign).first().waitFor();
    const wholeMs = await page.evaluate<number>('performance.now()');
    loads.push({ ...(await loadOf(page)), plainMs, wholeMs });
    await context.close();
  }
  return loads;
}

const table: Table = {};
const servers = new Map<string, ServerProcess>();
const browser = await launchBrowser();
try {
  const sources = writeLogs();
  for (const bench of pages) {
    const { service, path } = bench;
    const known = servers.get(service);
    const env = {
      API_KEY: apiKey,
      RATE_LIMIT: '0',
      LOG_SOURCES: sources,
      DATABASE_PATH: join(folder, `${service}.db`),
    };
    const server = known ?? (await startServer(await bundleService(service), env));
    servers.set(service, server);
    if (!known) await fill(service, server.url);
    const loads = await measure(browser, bench, server.url);
    const of = (name: keyof Round): number => median(loads.map((load) => load[name]));
    table[`${service}/${path}`] = {
      'files, KB': Number((of('files') / 1000).toFixed(1)),
      'answers, KB': Number((of('answers') / 1000).toFixed(1)),
      'first paint, ms': Math.round(of('firstPaintMs')),
      'of plain text, ms': Math.round(of('plainMs')),
      'all of it, ms': Math.round(of('wholeMs')),
      'layout shift': of('shift'),
    };
  }
  publish('pages', `${rounds} first visits each, medians`, table);
} finally {
  await browser.close();
  await Promise.all([...servers.values()].map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
}
