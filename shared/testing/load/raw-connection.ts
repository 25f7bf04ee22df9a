import { connect, type Socket } from 'node:net';

/** What came back on a connection, as far as a load looks at it. */
export interface Answer {
  status: number;
  hasRetryAfter: boolean;
}

export interface RawConnection {
  socket: Socket;
  /** In the order in which they came. */
  answers: readonly Answer[];
  /** Resolves when so many have come; rejects when the connection ends before, or nothing comes for too long. */
  answered: (count: number) => Promise<void>;
  isClosed: () => boolean;
}

const QUIET_MS = 20_000;
const END_OF_HEAD = '\r\n\r\n';

/** A connection on which anything can be written, whole requests or not. Reads answers that say their length. */
export function openConnection(url: string): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const answers: Answer[] = [];
  let buffered: Buffer = Buffer.alloc(0);
  let toSkip = 0;
  let isClosed = false;
  let told = (): void => undefined;

  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
    told();
  });
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    while (take());
    told();
  });

  /** Takes one answer's head, or what is there of its body; false when more has to come. */
  function take(): boolean {
    if (toSkip > 0) {
      const skipped = Math.min(toSkip, buffered.length);
      toSkip -= skipped;
      buffered = buffered.subarray(skipped);
      return toSkip === 0 && buffered.length > 0;
    }
    const end = buffered.indexOf(END_OF_HEAD);
    if (end < 0) return false;
    const head = buffered.toString('latin1', 0, end).toLowerCase();
    buffered = buffered.subarray(end + END_OF_HEAD.length);
    toSkip = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
    answers.push({ status: Number(head.slice(9, 12)), hasRetryAfter: head.includes('\r\nretry-after: ') });
    return true;
  }

  return {
    socket,
    answers,
    isClosed: () => isClosed,
    answered: (count) =>
      new Promise((resolve, reject) => {
        let quiet: NodeJS.Timeout;
        const fail = (reason: string): void =>
          reject(new Error(`${reason} after ${answers.length} of ${count} answers`));
        const look = (): void => {
          clearTimeout(quiet);
          if (answers.length >= count) resolve();
          else if (isClosed) fail('the connection ended');
          else quiet = setTimeout(() => fail(`nothing came for ${QUIET_MS} ms`), QUIET_MS);
        };
        told = look;
        look();
      }),
  };
}

/** A request's text. */
export function written(
  method: string,
  path: string,
  { apiKey, body }: { apiKey: string; body?: string | undefined },
): string {
  const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: test\r\nX-API-Key: ${apiKey}\r\n${length}\r\n${body ?? ''}`;
}
