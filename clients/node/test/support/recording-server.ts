import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Ending } from './services.ts';

/** A request as it came in. */
export interface Recorded {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed, after unpacking. */
  body: any;
  /** The connection that it came by, counted from 1. */
  connection: number;
  /** Bytes of the body before and after unpacking. */
  size: { sent: number; unpacked: number };
}

/** Answers the n-th request (from 0). */
export type Answer = (n: number, response: ServerResponse, request: Recorded) => void;

export interface RecordingServer {
  url: string;
  requests: Recorded[];
  /** How it answers from now on. */
  answer: (next: Answer) => void;
}

/** The least that a service answers. */
export const accept: Answer = (_n, response) => void response.writeHead(202).end('{"status":"accepted"}');

/** A server that keeps what it is sent, and answers as it is told. */
export async function startRecordingServer(t: Ending, first: Answer = accept): Promise<RecordingServer> {
  const requests: Recorded[] = [];
  const connections = new Map<unknown, number>();
  let answer = first;
  const server = createServer((request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void readBody(request).then(({ sent, unpacked }) => {
      if (!connections.has(request.socket)) connections.set(request.socket, connections.size + 1);
      const recorded: Recorded = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(unpacked.toString()),
        connection: connections.get(request.socket) ?? 0,
        size: { sent: sent.length, unpacked: unpacked.length },
      };
      answer(requests.push(recorded) - 1, response, recorded);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (next) => {
      answer = next;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<{ sent: Buffer; unpacked: Buffer }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  return { sent, unpacked: request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent };
}
