import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from './stack.ts';

const CONNECTIONS = 16;
const PAGE = 200;

/** Clients that report one new error after the other, over restarts, and note each that was answered. */
export interface Load {
  /** Names of the errors that were answered with 201 so far. */
  acknowledged: string[];
  stop: () => Promise<void>;
}

/** Starts 16 clients of the error tracker. */
export function startLoad(stack: Stack): Load {
  const acknowledged: string[] = [];
  const end = new AbortController();
  const work = async (client: number): Promise<void> => {
    for (let n = 0; !end.signal.aborted; n += 1) {
      const name = `Error${client}x${n}`;
      const report = { project: 'load', exception_type: name, message: 'x'.repeat(200), traceback: '' };
      const status = await stack.post('error-tracker', '/api/errors', report).catch(() => 0);
      if (status === 201) acknowledged.push(name);
      // Not answered means nothing: the service may be restarting.
      else await delay(20);
    }
  };
  const clients = Array.from({ length: CONNECTIONS }, (_, each) => work(each));
  return {
    acknowledged,
    stop: async () => {
      end.abort();
      await Promise.all(clients);
    },
  };
}

/** Of these errors, those that the error tracker does not have. */
export async function missingOf(stack: Stack, names: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await stack.get('error-tracker', `/api/errors?sort=first_seen&limit=${PAGE}&offset=${offset}`);
    total = page.total;
    for (const { exception_type } of page.errors) found.add(exception_type);
  }
  return names.filter((name) => !found.has(name));
}
