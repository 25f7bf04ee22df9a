import type { Socket } from 'node:net';
import { SECOND_MS } from './time.ts';

// The phrases stand here because importing `node:http` as a module runs its getters, and one of them loads undici.
const MALFORMED = { status: '400 Bad Request', detail: 'Malformed HTTP request' };
const ANSWERS: Record<string, typeof MALFORMED> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    detail: 'Request headers exceed maximum size',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', detail: 'Request was not complete in time' },
};

/** How long a client may take to read why it is hung up on. */
const LINGER_MS = SECOND_MS;

/** Answers what is no HTTP request, in the same envelope as everything else, and hangs up. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = ANSWERS[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify({ detail });
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Who does not hang up in turn would keep half a connection; at once, what is still under way to us would undo the answer.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
