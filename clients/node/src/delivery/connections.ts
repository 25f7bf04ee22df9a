import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { buildConnector, Pool, type Dispatcher } from 'undici';
import type { PostOptions } from './transport.ts';

/** What came back. */
interface Answer {
  status: number;
  /** The beginning of the body. */
  text: string;
  retryAfter: string | undefined;
}

export interface Connections {
  /** Rejects with a reason when no answer came in time. */
  post: (
    path: string,
    headers: Record<string, string>,
    body: string,
    options: { [K in keyof PostOptions]: PostOptions[K] | undefined } & { timeoutMs: number },
  ) => Promise<Answer>;
  close: () => Promise<void>;
}

const compress = promisify(gzip);
const COMPRESS_FROM = 1024;
const CONNECTIONS = 4;
/** Longer than any sentence of the services. */
const MAX_ANSWER = 16_384;

/** A few connections to one server. */
export function createConnections(origin: string, connectTimeoutMs: number): Connections {
  const pool = new Pool(origin, { connections: CONNECTIONS, connect: createQuietConnector(connectTimeoutMs) });

  return {
    post: async (path, headers, body, { timeoutMs, onWritten }) => {
      const isLarge = Buffer.byteLength(body) > COMPRESS_FROM;
      const content = isLarge ? await compress(body) : body;
      const allHeaders = isLarge ? { ...headers, 'content-encoding': 'gzip' } : headers;
      return new Promise((resolve, reject) => {
        const answer = readAnswer({ onWritten, resolve, reject }, () => clearTimeout(timer));
        const timer = setTimeout(() => answer.giveUp(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs).unref();
        pool.dispatch({ path, method: 'POST', headers: allHeaders, body: content }, answer.handler);
      });
    },
    close: () => pool.destroy(),
  };
}

/** Undici holds the process for as long as a request is under way. Whoever waits for one has a timer for that. */
function createQuietConnector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false });
  return (options, callback) =>
    connect(options, (...result) => {
      const [, socket] = result;
      if (socket) {
        socket.unref();
        socket.ref = () => socket;
      }
      callback(...result);
    });
}

interface Waiting {
  onWritten: (() => void) | undefined;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

/** Reads as much of an answer as matters. */
function readAnswer({ onWritten, resolve, reject }: Waiting, onEnd: () => void) {
  let controller: Dispatcher.DispatchController | undefined;
  let failure: Error | undefined;
  let head: Omit<Answer, 'text'> | undefined;
  let text = '';

  function finish(error?: Error): void {
    onEnd();
    // Once the status is known, the rest of the answer only explains it.
    if (head) resolve({ ...head, text });
    else if (error) reject(error);
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      if (failure) started.abort(failure);
      else onWritten?.();
    },
    onResponseStart: (_, status, headers) => {
      if (status >= 200) head = { status, retryAfter: headers['retry-after'] as string | undefined };
    },
    onResponseData: (_, chunk) => {
      text += chunk.toString();
      if (text.length > MAX_ANSWER) giveUp(new Error('endless answer'));
    },
    onResponseEnd: () => finish(),
    onResponseError: (_, error) => finish(error),
  };

  function giveUp(error: Error): void {
    failure = error;
    finish(error);
    controller?.abort(error);
  }

  return { handler, giveUp };
}
