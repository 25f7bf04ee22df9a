import { Agent, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { CONNECTIONS, type Figures, type Load } from './load.ts';

/** What was answered at a given pace, in all runs that count. */
export interface Paced extends Figures {
  /** When the one that took longest was due, a time of `performance.now()`: what waits at one moment waits for one cause. */
  maxAt: number;
}

/** Sends one kind of request at an even pace. */
export interface Pacer {
  /**
   * Sends for some seconds, whether earlier requests are answered or not, and waits for the last answer. A request's time counts
   * from when it was due.
   *
   * @param rate requests per second
   * @param isCounted whether these requests are part of the figures
   * @throws Error when an answer is not 2xx
   */
  run: (rate: number, seconds: number, isCounted: boolean) => Promise<void>;
  figures: () => Paced;
}

const MICROSECONDS = 1000;
/** Bodies that are made beforehand, and sent over and over: making them would keep a processor from the service. */
const BODIES = 200;

/** Makes the bodies, which may take a second. */
export function createPacer(url: string, load: Load): Pacer {
  const { method, path, headers = {} } = load;
  const bodies = Array.from({ length: BODIES }, (_, n) => load.body?.(n) ?? '');
  const times = createHistogram();
  let sent = 0;
  let paced = 0;
  let longest = { time: 0, due: 0 };

  function count(due: number): void {
    const time = performance.now() - due;
    if (time > longest.time) longest = { time, due };
    times.record(Math.max(1, Math.round(time * MICROSECONDS)));
  }

  function send(due: number, agent: Agent, isCounted: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, { method, headers, agent }, (response) => {
        response.resume().once('error', reject);
        response.once('end', () => {
          if (isCounted) count(due);
          const status = response.statusCode ?? 0;
          if (status < 300) resolve();
          else reject(new Error(`${method} ${path}: ${status}`));
        });
      });
      asked.once('error', reject).end(bodies[sent++ % BODIES]);
    });
  }

  return {
    run: async (rate, seconds, isCounted) => {
      // Connections of its own: a service may have closed those of a run long before.
      const agent = new Agent({ keepAlive: true, maxSockets: load.connections ?? CONNECTIONS });
      const pending = new Set<Promise<void>>();
      const failures: unknown[] = [];
      const startedAt = performance.now();
      const requests = Math.round(rate * seconds);
      for (let n = 0; n < requests && failures.length === 0; n += 1) {
        const due = startedAt + (n / rate) * 1000;
        const wait = due - performance.now();
        if (wait > 0) await delay(wait);
        const answered: Promise<void> = send(due, agent, isCounted)
          .catch((error: unknown) => void failures.push(error))
          .finally(() => pending.delete(answered));
        pending.add(answered);
      }
      await Promise.all(pending);
      agent.destroy();
      if (failures.length > 0) throw failures[0];
      if (isCounted) paced += seconds;
    },
    figures: () => ({
      rate: times.count / paced,
      p50: toMs(times.percentile(50)),
      p99: toMs(times.percentile(99)),
      max: toMs(times.max),
      maxAt: longest.due,
    }),
  };
}

function toMs(microseconds: number): number {
  return Number((microseconds / MICROSECONDS).toFixed(1));
}
