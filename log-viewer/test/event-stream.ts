import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { API_KEY, type Listed } from './start.ts';

/** One server-sent event. */
interface ServerEvent {
  event: string;
  id: string | undefined;
  // Tests look into data of many shapes.
  data: any;
}

export interface EventReader {
  status: number;
  headers: Headers;
  events: ServerEvent[];
  /** The messages of all `log` events. */
  messages: () => string[];
  /** Waits until a condition on the events holds. */
  until: (condition: (events: ServerEvent[]) => boolean) => Promise<void>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close: () => void;
}

const WITHIN_MS = 10_000;

/** Opens a live tail; closed when the test ends. */
export async function openTail(
  t: TestContext,
  url: string,
  query = '',
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const abort = new AbortController();
  t.after(() => abort.abort());
  const response = await fetch(`${url}/api/logs/tail${query}`, {
    headers: { 'x-api-key': API_KEY, ...headers },
    signal: abort.signal,
  });
  const events: ServerEvent[] = [];
  const ended = response.status === 200 ? read(response, events) : Promise.resolve();
  return {
    status: response.status,
    headers: response.headers,
    events,
    messages: () => events.filter(({ event }) => event === 'log').map(({ data }) => (data as Listed).message),
    until: async (condition) => {
      const end = Date.now() + WITHIN_MS;
      while (!condition(events)) {
        if (Date.now() > end) throw new Error(`not within ${WITHIN_MS} ms: ${JSON.stringify(events.slice(-5))}`);
        await delay(5);
      }
    },
    ended,
    close: () => abort.abort(),
  };
}

async function read(response: Response, events: ServerEvent[]): Promise<void> {
  let text = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      events.push(...blocks.map(parse).filter(({ event }) => event !== ''));
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}

function parse(block: string): ServerEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ')];
    }),
  );
  return {
    event: fields.get('event') ?? '',
    id: fields.get('id'),
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
}
