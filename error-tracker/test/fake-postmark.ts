import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { json } from 'node:stream/consumers';

/** A mail as Postmark's `/email` takes it. */
export interface PostmarkMail {
  From: string;
  To: string;
  Subject: string;
  TextBody: string;
  HtmlBody: string;
  MessageStream?: string;
  Headers: { Name: string; Value: string }[];
  Metadata: Record<string, string>;
}

/**
 * What happens to a request:
 * - `ok`: accepted
 * - `slow`: accepted, and answered by `release()`
 * - `lost`: accepted, but the connection breaks before the answer
 * - `torn`: accepted, but the connection breaks within the answer's body
 * - `reset`: not accepted, the connection breaks
 * - an answer: not accepted, answered like this
 */
export type Behaviour = 'ok' | 'slow' | 'lost' | 'torn' | 'reset' | Answer;

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Postmark's answers to a mail that it does not take. */
export const UNPROCESSABLE: Answer = {
  status: 422,
  body: { ErrorCode: 300, Message: "Invalid 'From' address: 'nobody@example.com'." },
};
export const UNAUTHORIZED: Answer = {
  status: 401,
  body: { ErrorCode: 10, Message: 'No Account or Server API tokens were supplied in the HTTP headers.' },
};
export const SERVER_ERROR: Answer = { status: 500, body: { ErrorCode: 0, Message: 'Internal Server Error' } };

/** A local server that speaks Postmark's `/email` and keeps what it accepted. */
export async function startFakePostmark(t: TestContext) {
  const accepted: PostmarkMail[] = [];
  const requests: { path: string; token: string | undefined }[] = [];
  const waiting: (() => void)[] = [];
  let behaviour: Behaviour | ((mail: PostmarkMail) => Behaviour) = 'ok';

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mail = (await json(request)) as PostmarkMail;
    requests.push({ path: request.url ?? '', token: request.headers['x-postmark-server-token'] as string | undefined });
    const now = typeof behaviour === 'function' ? behaviour(mail) : behaviour;
    if (now === 'reset') return void response.destroy();
    if (typeof now === 'object') return answer(response, now);

    accepted.push(mail);
    const id = `00000000-0000-0000-0000-${String(accepted.length).padStart(12, '0')}`;
    const body = { To: mail.To, SubmittedAt: '2026-01-23T15:30:00Z', MessageID: id, ErrorCode: 0, Message: 'OK' };
    if (now === 'ok') answer(response, { status: 200, body });
    if (now === 'slow') waiting.push(() => answer(response, { status: 200, body }));
    if (now === 'lost') response.destroy();
    if (now === 'torn') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"To":', () => response.destroy());
    }
  }

  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  t.after(close);

  function close(): void {
    server.close();
    server.closeAllConnections();
  }

  return {
    url: `http://127.0.0.1:${port}`,
    accepted,
    requests,
    /** How mails are met from now on. */
    meet(next: Behaviour | ((mail: PostmarkMail) => Behaviour)): void {
      behaviour = next;
    },
    /** Answers every mail that was met slowly. */
    release(): void {
      for (const answerNow of waiting.splice(0)) answerNow();
    },
    /** Connections are refused until `up`. */
    async down(): Promise<void> {
      const closed = once(server, 'close');
      close();
      await closed;
    },
    async up(): Promise<void> {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}

function answer(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? {}));
}
