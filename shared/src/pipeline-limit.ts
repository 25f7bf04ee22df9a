import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Overloaded } from './errors.ts';
import { whenResponseOver } from './over.ts';

export interface PipelineLimits {
  /** Requests of one connection that are answered at the same time; more are refused with 503. */
  perConnection: number;
  /** Requests that wait behind others on their connections, of all of them; whoever sends one more is hung up on. */
  waiting: number;
}

/** What is under way on a connection. */
interface Pipeline {
  requests: number;
  /** Counts one request less. */
  end: () => void;
}

/** What a parser is told when what follows is no HTTP. */
const UPGRADE = 2;
const { message, statusCode, retryAfter } = new Overloaded();
const REFUSAL = JSON.stringify({ detail: message });
const REFUSAL_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Length': REFUSAL.length,
  'Content-Type': 'application/json; charset=utf-8',
  'Retry-After': retryAfter,
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Bounds what is in memory of requests that are sent without waiting for answers. One read brings two thousand of them, and the
 * answer to each is held until those before it are taken: no key is needed to send them, and 50 such connections are more than a
 * service has memory for. So this stands before everything else, and costs next to nothing.
 *
 * @throws Error when the server has no listener for requests yet
 */
export function limitPipelining(server: Server, { perConnection, waiting }: PipelineLimits): void {
  const [answer] = server.listeners('request') as RequestListener[];
  if (!answer) throw new Error('limitPipelining: nothing answers requests');
  const pipelines = new WeakMap<Socket, Pipeline>();
  let behind = 0;

  function pipelineOf(socket: Socket): Pipeline {
    let pipeline = pipelines.get(socket);
    if (pipeline === undefined) {
      const made = { requests: 0, end };
      function end(): void {
        made.requests -= 1;
        if (made.requests > 0) behind -= 1;
      }
      pipelines.set(socket, (pipeline = made));
    }
    return pipeline;
  }

  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const pipeline = pipelineOf(socket);
    if (pipeline.requests > 0) {
      if (behind >= waiting) return hangUp(socket);
      behind += 1;
    }
    pipeline.requests += 1;
    whenResponseOver(response, pipeline.end);
    if (pipeline.requests <= perConnection) answer(request, response);
    else response.writeHead(statusCode, REFUSAL_HEADERS).end(REFUSAL);
  });
}

function hangUp(socket: Socket): void {
  socket.destroy();
  // Else Node goes on to make requests of all that the same read brought, and keeps them until the connection is closed. It has no
  // public way to stop that; a parser that is told of an upgrade reads no further.
  const { parser } = socket as { parser?: { onIncoming?: () => number } };
  if (parser) parser.onIncoming = () => UPGRADE;
}
