import { Agent, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { CONNECTIONS, type Figures, type Load } from './load.ts';

/** What was answered at a given pace. */
export interface Paced extends Figures {
  /** Seconds from the first request until the one that took longest was due: what waits at one moment waits for one cause. */
  maxAt: number;
}

const MICROSECONDS = 1000;
/** Bodies that are made beforehand, and sent over and over: making them would keep a processor from the service. */
const BODIES = 200;

/**
 * Sends `load` at an even pace, whether earlier requests are answered or not, for some seconds. A request's time counts from when
 * it was due.
 *
 * @param rate requests per second
 * @throws Error when an answer is not 2xx
 */
export async function pace(url: string, load: Load, rate: number, seconds: number): Promise<Paced> {
  const bodies = Array.from({ length: BODIES }, (_, n) => load.body?.(n) ?? '');
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections ?? CONNECTIONS });
  const times = createHistogram();
  const pending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let longest = { time: 0, due: 0 };

  function send(n: number, due: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const { method, path, headers = {} } = load;
      const sent = request(`${url}${path}`, { method, headers, agent }, (response) => {
        response.resume().once('error', reject);
        response.once('end', () => {
          const time = performance.now() - due;
          if (time > longest.time) longest = { time, due };
          times.record(Math.max(1, Math.round(time * MICROSECONDS)));
          const status = response.statusCode ?? 0;
          if (status < 300) resolve();
          else reject(new Error(`${method} ${path}: ${status}`));
        });
      });
      sent.once('error', reject).end(bodies[n % BODIES]);
    });
  }

  // Loads that begin together have all made their bodies by then.
  await delay(1000);
  const startedAt = performance.now();
  const count = Math.round(rate * seconds);
  for (let n = 0; n < count && failures.length === 0; n += 1) {
    const due = startedAt + (n / rate) * 1000;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    const sent: Promise<void> = send(n, due)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => pending.delete(sent));
    pending.add(sent);
  }
  await Promise.all(pending);
  agent.destroy();
  if (failures.length > 0) throw failures[0];
  return {
    rate: count / seconds,
    p50: toMs(times.percentile(50)),
    p99: toMs(times.percentile(99)),
    max: toMs(times.max),
    maxAt: Math.round((longest.due - startedAt) / 1000),
  };
}

function toMs(microseconds: number): number {
  return Number((microseconds / MICROSECONDS).toFixed(1));
}
