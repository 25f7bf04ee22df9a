import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { ServiceProcess } from '../service-process.ts';
import { sized } from '../torture.ts';
import { type Case, casesOf, type Known } from './cases.ts';
import { addToCorpus, readCorpus, seed } from './corpus.ts';
import { createJudge } from './judge.ts';
import { type Description, type Operation, readOperations } from './operations.ts';
import { createSender } from './sender.ts';
import type { Hints } from './values.ts';

export interface FuzzOptions {
  /** Starts the service's process on some data, with an ingest key and without a limit of requests. */
  start: (t: TestContext) => Promise<ServiceProcess>;
  apiKey: string;
  hints: Hints;
  /** Those for parameters that have the name of a field. */
  parameterHints?: Hints;
  /** Where requests are kept that were once answered wrongly. */
  corpus: URL;
}

const CONNECTIONS = 16;
const BATCH = 400;
/** What keeps the service from everything else for longer is a hang. */
const HANG_MS = 100;
const PROBE_EVERY_MS = 10;
/** A machine that is busy with something else is slow now and then; a hang is one each time. */
const REPEATS = 4;

interface Failed {
  problem: string;
  sent: Case;
}

/** Sends a service every kind of request that its description allows, and every kind that it does not. */
export function testWithAnyRequest({ start, apiKey, hints, parameterHints = {}, corpus }: FuzzOptions): void {
  const known = { apiKey, fields: hints, parameters: { ...hints, ...parameterHints } };
  const count = sized({ cut: 2500, whole: 100_000 });

  describe(`any request (MONLIGHT_SEED=${seed})`, () => {
    it(`is answered as described, at once, and never with a failure of ours: ${count} of them`, async (t) => {
      const service = await start(t);
      const operations = await readDescription(service, apiKey);
      const sender = createSender(service.url, CONNECTIONS);
      const judge = createJudge(operations);
      const failed: Failed[] = [];
      const underWay = new Set<Case>();
      const suspects = new Set<Case>();
      const watch = watchHealth(service.url, () => {
        for (const sent of underWay) suspects.add(sent);
      });

      async function send(sent: Case): Promise<void> {
        underWay.add(sent);
        try {
          const problem = judge(sent, await sender.send(sent));
          if (problem !== null) failed.push({ problem, sent });
        } catch (error) {
          failed.push({ problem: `is not answered: ${(error as Error).message}`, sent });
        } finally {
          underWay.delete(sent);
        }
      }
      let longest: number;
      try {
        for (const cases of batches(operations, known, count, readCorpus<Case>(corpus))) {
          const queue = cases.values();
          await Promise.all(
            Array.from({ length: CONNECTIONS }, async () => {
              for (const sent of queue) await send(sent);
            }),
          );
          if (failed.length > 0 || service.child.exitCode !== null) break;
        }
      } finally {
        longest = await watch.stop();
      }
      for (const sent of suspects) {
        const ms = await hangOf(service.url, () => sender.send(sent));
        if (ms > HANG_MS) failed.push({ problem: `keeps the service busy for ${Math.round(ms)} ms`, sent });
      }
      sender.close();

      addToCorpus(corpus, oneOfEach(failed));
      t.diagnostic(`seed ${seed}, longest wait of a probe ${Math.round(longest)} ms, ${suspects.size} looked at again`);
      assert.equal(service.child.exitCode, null, service.output().stderr);
      assert.deepEqual(
        failed.map(({ problem, sent }) => `${sent.method} ${sent.path.slice(0, 200)} ${problem}`),
        [],
      );
      assert.deepEqual(service.output().stdout.match(/^.*"level":"ERROR".*$/m)?.[0], undefined);
    });
  });
}

/** One request of those that fail alike. */
function oneOfEach(failed: readonly Failed[]): Case[] {
  const kinds = failed.map(
    ({ problem, sent }) => [`${sent.method} ${sent.path.split('?')[0]} ${problem}`, sent] as const,
  );
  return [...new Map(kinds).values()];
}

async function readDescription({ url }: ServiceProcess, apiKey: string): Promise<Operation[]> {
  const answer = await fetch(`${url}/api/openapi.json`, { headers: { 'x-api-key': apiKey } });
  return readOperations((await answer.json()) as Description);
}

function* batches(operations: readonly Operation[], known: Known, count: number, first: Case[]): Generator<Case[]> {
  if (first.length > 0) yield first;
  // The more an endpoint reads, the more there is to try.
  const all = fc.oneof(
    ...operations.map((operation) => ({
      arbitrary: casesOf(operation, known),
      weight: 1 + operation.parameters.length + (operation.body ? 8 : 0),
    })),
  );
  for (let done = 0; done < count; done += BATCH) {
    yield fc.sample(all, { numRuns: Math.min(BATCH, count - done), seed: seed + done });
  }
}

/** Asks for health again and again; tells when the answer takes too long, and at the end how long the longest took. */
function watchHealth(url: string, onHang: () => void) {
  const over = new AbortController();
  async function probe(): Promise<number> {
    let longest = 0;
    while (!over.signal.aborted) {
      const start = performance.now();
      const hang = setTimeout(onHang, HANG_MS);
      await fetch(`${url}/health`)
        .then((answer) => answer.text())
        .catch(() => undefined);
      clearTimeout(hang);
      longest = Math.max(longest, performance.now() - start);
      await delay(PROBE_EVERY_MS);
    }
    return longest;
  }
  const probing = probe();
  return {
    stop: (): Promise<number> => {
      over.abort();
      return probing;
    },
  };
}

/** How long a request keeps others from being answered, ms: the least of several times. */
async function hangOf(url: string, run: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS && least > HANG_MS; repeat += 1) {
    const watch = watchHealth(url, () => undefined);
    await run().catch(() => undefined);
    least = Math.min(least, await watch.stop());
  }
  return least;
}
