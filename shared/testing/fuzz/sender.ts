import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Case } from './cases.ts';

/** What came back. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

const WITHIN_MS = 20_000;

/** Sends cases over kept connections, `connections` at a time. */
export function createSender(url: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  return {
    /** Rejects when there is no whole answer. */
    send: async (one: Case): Promise<Reply> => {
      try {
        return await exchange(url, agent, one);
      } catch (error) {
        // A kept connection may be closed just when it is used again; what breaks a fresh one breaks it each time.
        if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET' && (error as Error).message !== 'socket hang up')
          throw error;
        return exchange(url, new Agent(), one);
      }
    },
    close: (): void => agent.destroy(),
  };
}

function exchange(url: string, agent: Agent, { method, path, headers, body }: Case): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const content = body === null ? null : Buffer.from(body, 'base64');
    const length = content && { 'content-length': String(content.length) };
    const sent = request(url + path, { path, method, agent, headers: { ...headers, ...length }, timeout: WITHIN_MS });
    sent.on('response', (response) => read(response).then(resolve, reject));
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${WITHIN_MS} ms`)));
    sent.end(content ?? undefined);
  });
}

function read(response: IncomingMessage): Promise<Reply> {
  const { statusCode: status = 0, headers } = response;
  // Events go on without end: that they begin is the answer.
  const isEndless = headers['content-type']?.startsWith('text/event-stream') ?? false;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const finish = (): void => resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8') });
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (!isEndless) return;
      finish();
      response.destroy();
    });
    response.on('end', finish);
    response.on('error', reject);
  });
}
