import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ErrorClient, MetricsClient } from '../src/index.ts';
import { startRecordingServer } from './support/recording-server.ts';
import {
  endOf,
  startErrorTracker,
  startMetricsCollector,
  type ErrorTracker,
  type MetricsCollector,
} from './support/services.ts';

const FOLDER = new URL('../../fixtures/', import.meta.url).pathname;
const KEY = 'fixture-key-0123456789';

interface Fixture {
  title: string;
  client: 'error' | 'metrics';
  options: Record<string, unknown>;
  calls: Record<string, any>[];
  expect: { method: string; path: string; headers: Record<string, string>; body: Record<string, unknown> };
}

/** Puts in what JSON cannot say, or not well. */
function readFixture(path: string): Fixture {
  return JSON.parse(readFileSync(path, 'utf8'), (_key, value: any) => {
    if (value?.['<text>']) return value['<text>'].map(([text, times]: [string, number]) => text.repeat(times)).join('');
    return value?.['<number>'] ? Number(value['<number>']) : value;
  }) as Fixture;
}

/** `request_url` → `requestUrl`, of an object's own keys only. */
function toCamel(object: Record<string, unknown>): any {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

function toError({ type, message, traceback }: { type: string; message: string; traceback: string }): Error {
  return Object.assign(new Error(message), { name: type, stack: traceback });
}

async function callErrorClient(client: ErrorClient, calls: Fixture['calls']): Promise<void> {
  for (const { error, request_context: context = {}, background } of calls) {
    if (background) client.captureError(toError(error), toCamel(context));
    else await client.reportError(toError(error), toCamel(context));
  }
  await client.close();
}

async function callMetricsClient(client: MetricsClient, calls: Fixture['calls']): Promise<void> {
  for (const { method, name, value, labels } of calls) {
    if (method === 'counter') client.counter(name, labels, value);
    else client[method as 'histogram' | 'gauge'](name, value, labels);
  }
  await client.close();
}

/** What arrived, with `<any>` where the fixture has it. */
function mask(actual: any, expected: any): any {
  if (expected === '<any>') {
    assert.equal(typeof actual, 'string');
    return '<any>';
  }
  if (Array.isArray(actual)) return actual.map((value, at) => mask(value, expected?.[at]));
  if (typeof actual !== 'object' || actual === null) return actual;
  return Object.fromEntries(Object.entries(actual).map(([key, value]) => [key, mask(value, expected?.[key])]));
}

describe('the shared fixtures', () => {
  const services: { error?: ErrorTracker; metrics?: MetricsCollector } = {};
  const ending = endOf(after);
  before(async () => {
    services.error = await startErrorTracker(ending);
    services.metrics = await startMetricsCollector(ending);
  });

  for (const path of globSync(`${FOLDER}*.json`).toSorted()) {
    const { title, client, options, calls, expect } = readFixture(path);
    it(`${basename(path)}: ${title}`, async (t) => {
      const server = await startRecordingServer(t);
      const all = { log: () => undefined, ...toCamel(options), baseUrl: server.url, apiKey: KEY };

      if (client === 'error') await callErrorClient(new ErrorClient(all), calls);
      else await callMetricsClient(new MetricsClient(all), calls);

      assert.equal(server.requests.length, 1);
      const [{ method, path: asked, headers, body } = assert.fail()] = server.requests;
      assert.deepEqual([method, asked], [expect.method, expect.path]);
      assert.deepEqual(mask(body, expect.body), expect.body);
      for (const [name, value] of Object.entries(expect.headers)) assert.equal(headers[name], value, name);
      const answer = await services[client]?.post(asked, body);
      assert.ok(answer && answer.status >= 200 && answer.status < 300, JSON.stringify(answer?.body));
      assert.equal(answer.body.dropped, undefined);
    });
  }
});
