import type { ServerResponse } from 'node:http';

/** A reader's server-sent events: written together, and left out when it does not read. */
export interface EventStream {
  /** Sends an event; false when the reader has too much waiting and this one was left out. */
  send: (event: string, json: string, id?: string) => boolean;
  /** Resolves when the reader can take more, or is gone. */
  drained: () => Promise<void>;
  /** Sends a last event and ends. */
  end: (event: string, json: string) => void;
}

/**
 * Server-sent events over a response that was not begun.
 *
 * @param maxWaiting bytes that may wait for the reader
 */
export function createEventStream(
  response: ServerResponse,
  headers: Record<string, number | string | string[] | undefined>,
  maxWaiting: number,
): EventStream {
  let text = '';
  /** Characters that were written and not yet taken by the reader's connection. */
  let written = 0;
  let waiters: (() => void)[] = [];

  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
    // Nothing else comes over it; kept open, it would hold up a stop.
    connection: 'close',
  });
  // Tells proxies and browsers at once that it works, and browsers when to come back.
  response.write('retry: 2000\n\n');
  response.on('close', release);

  function release(): void {
    for (const waiter of waiters) waiter();
    waiters = [];
  }

  function flush(): void {
    if (text === '' || response.destroyed) return;
    const { length } = text;
    written += length;
    response.write(text, () => {
      written -= length;
      release();
    });
    text = '';
  }

  function add(event: string, json: string, id?: string): void {
    // Events of one turn are one write: at thousands a second, system calls are what a tail costs.
    if (text === '') setImmediate(flush);
    text += `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`;
  }

  return {
    send: (event, json, id) => {
      const waiting = written + text.length;
      if (waiting > 0 && waiting + json.length > maxWaiting) return false;
      add(event, json, id);
      return true;
    },
    drained: () => {
      flush();
      if (written === 0 || response.destroyed) return Promise.resolve();
      return new Promise((resolve) => waiters.push(resolve));
    },
    end: (event, json) => {
      add(event, json);
      flush();
      response.end();
    },
  };
}
