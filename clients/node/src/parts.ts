import { systemClock, type Clock } from './clock.ts';
import { createDropLog, type DropLog } from './delivery/drop-log.ts';
import type { LastRequest } from './delivery/last-resort.ts';
import { toHeaders, toTarget } from './delivery/target.ts';
import { createTransport, type Transport } from './delivery/transport.ts';
import type { ClientOptions } from './options.ts';

/** What tests put in place of the machine's own. */
export interface Replacements {
  clock?: Clock;
  transport?: Transport;
}

/** What both clients are made of. */
export interface Parts {
  clock: Clock;
  transport: Transport;
  drops: DropLog;
  /** A body as a request for the last moment of a process. */
  toLastRequest: (body: string) => LastRequest[];
}

/** Puts a client's parts together. Wrong options are told in the log: they must not stop an application from starting. */
export function createParts(
  { baseUrl, apiKey, log = console.warn }: ClientOptions,
  endpoint: string,
  what: string,
  replacements: Replacements,
): Parts {
  const clock = replacements.clock ?? systemClock;
  const target = toTarget(baseUrl, endpoint, apiKey);
  const drops = createDropLog({ what, log, clock });
  if (typeof target === 'string') {
    return { clock, drops, transport: createDeadEnd(target), toLastRequest: () => [] };
  }
  return {
    clock,
    drops,
    transport: replacements.transport ?? createTransport(target),
    toLastRequest: (body) => [{ url: target.origin + target.path, headers: toHeaders(target), body }],
  };
}

function createDeadEnd(reason: string): Transport {
  return { post: async () => ({ kind: 'refused', status: 0, text: '', reason }), close: () => undefined };
}
