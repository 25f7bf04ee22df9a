import assert from 'node:assert/strict';
import { after } from 'node:test';
import {
  endOf,
  INGEST_KEY,
  startErrorTracker,
  startMetricsCollector,
  type Ending,
  type ErrorTracker,
  type MetricsCollector,
} from '../support/services.ts';

let services: Promise<[ErrorTracker, MetricsCollector]> | undefined;
const ending = endOf(after);

/** Both services, started once for a file of tests, and the options of `setupMonlight` for one of its tests. */
export async function realServices(project: string) {
  services ??= Promise.all([startErrorTracker(ending), startMetricsCollector(ending)]);
  const [errors, metrics] = await services;
  const options = {
    errorTrackerUrl: errors.url,
    metricsCollectorUrl: metrics.url,
    apiKey: INGEST_KEY,
    project,
    log: (line: string) => assert.fail(line),
  };
  return { errors, metrics, options };
}

/** The same with a metrics collector that nobody else sends to. */
export async function ownCollector(t: Ending, project: string) {
  const { options } = await realServices(project);
  const metrics = await startMetricsCollector(t);
  return { metrics, options: { ...options, metricsCollectorUrl: metrics.url } };
}

/** A request as a browser sends it. */
export const headers = {
  accept: 'application/json',
  authorization: 'Bearer abc',
  cookie: 'session=abc',
  'x-user': 'u-7',
  'x-csrf-token': 'abc',
};

/** Asks, and leaves before the answer. */
export async function leave(url: string): Promise<void> {
  const leaving = new AbortController();
  const asked = fetch(url, { headers, signal: leaving.signal }).catch(() => undefined);
  setTimeout(() => leaving.abort(), 100);
  await asked;
}

/** The pieces of a streamed answer, each with the ms after which it came. */
export async function readPieces(url: string): Promise<{ text: string; ms: number }[]> {
  const start = performance.now();
  const answer = await fetch(url);
  const pieces: { text: string; ms: number }[] = [];
  for await (const chunk of answer.body ?? []) {
    pieces.push({ text: Buffer.from(chunk).toString(), ms: performance.now() - start });
  }
  return pieces;
}

/** Everything about an answer that a client can see, but its date. */
export async function look(url: string, init: RequestInit = {}) {
  const answer = await fetch(url, { ...init, headers });
  const shown = [...answer.headers].filter(([name]) => name !== 'date');
  return { status: answer.status, headers: Object.fromEntries(shown), body: await answer.text() };
}
