import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from '@monlight/shared/testing/request';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';

const API_KEY = 'full-key-0123456789';
export const INGEST_KEY = 'ingest-key-0123456789';

/** A test, or the hooks of a whole file. */
export type Ending = Pick<TestContext, 'after'>;

/** The end of a whole file's tests, for what they share. Called where `after` is called: outside of any test. */
export function endOf(after: (close: () => Promise<void>) => void): Ending {
  const closing: (() => unknown)[] = [];
  after(async () => {
    for (const close of closing.toReversed()) await close();
  });
  return { after: (close) => void closing.push(close as () => unknown) };
}

interface Service {
  url: string;
  get: (path: string) => Promise<any>;
  post: (path: string, body: unknown) => Promise<{ status: number; body: any }>;
}

/** An error group with its newest occurrences, as the error tracker gives it. */
interface Group {
  project: string;
  exception_type: string;
  message: string;
  traceback: string;
  count: number;
  fingerprint: string;
  occurrences: {
    request_url: string | null;
    request_method: string | null;
    request_headers: Record<string, string> | null;
    user_id: string | null;
    extra: Record<string, any> | null;
  }[];
}

export interface ErrorTracker extends Service {
  /** Waits until a project has as many groups, and returns them, the newest first. */
  groups: (project: string, count?: number) => Promise<Group[]>;
}

export interface MetricsCollector extends Service {
  /** The sums of a metric by the values of some labels. */
  sums: (name: string, labels: readonly string[]) => Promise<Record<string, number>>;
}

/** The real error tracker in a process of its own. */
export async function startErrorTracker(t: Ending): Promise<ErrorTracker> {
  const service = await start(t, 'error-tracker');
  const read = async (project: string): Promise<Group[]> => {
    const { errors } = await service.get(`/api/errors?limit=200&project=${encodeURIComponent(project)}`);
    return Promise.all(errors.map(({ id }: { id: number }) => service.get(`/api/errors/${id}`)));
  };
  return {
    ...service,
    groups: (project, count = 1) =>
      until(
        () => read(project),
        (groups) => groups.length >= count,
      ),
  };
}

/** The real metrics collector in a process of its own. */
export async function startMetricsCollector(t: Ending): Promise<MetricsCollector> {
  const service = await start(t, 'metrics-collector');
  return {
    ...service,
    sums: async (name, labels) => {
      const { series } = await service.get(`/api/metrics?name=${name}&period=1h&group_by=${labels.join(',')}`);
      return Object.fromEntries(
        series.map(({ labels: values, data }: { labels: Record<string, string>; data: { sum: number }[] }) => [
          labels.map((label) => values[label]).join(' '),
          data.reduce((sum, bucket) => sum + bucket.sum, 0),
        ]),
      );
    },
  };
}

async function start(t: Ending, name: 'error-tracker' | 'metrics-collector'): Promise<Service> {
  const main = new URL(`../../../../${name}/src/main.ts`, import.meta.url);
  const { url, healthy } = spawnService(t as TestContext, main, {
    API_KEY,
    INGEST_API_KEY: INGEST_KEY,
    RATE_LIMIT: '0',
    DATABASE_PATH: join(temporaryFolder(t as TestContext), `${name}.db`),
    PORT: String(await freePort()),
  });
  await healthy();
  const headers = { 'x-api-key': API_KEY };
  return {
    url,
    get: async (path) => {
      const answer = await request(`${url}${path}`, 'GET', undefined, headers);
      assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    post: (path, body) => request(`${url}${path}`, 'POST', body, headers),
  };
}

const PATIENCE_MS = 15_000;

/** Reads until what was read is as it is waited for; fails after some seconds with what it was at last. */
export async function until<T>(read: () => T | Promise<T>, isAsExpected: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (isAsExpected(value)) return value;
    assert.ok(Date.now() < deadline, `waited in vain; at last there was ${JSON.stringify(value)}`);
    await delay(20);
  }
}
