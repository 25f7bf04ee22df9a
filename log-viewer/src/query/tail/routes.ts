import { InvalidInput, httpError } from '@monlight/shared/errors';
import { whenOver } from '@monlight/shared/over';
import { failure, Failure, textBody } from '@monlight/shared/schema';
import { MINUTE_MS, SECOND_MS } from '@monlight/shared/time';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Reader } from '../reader.ts';
import { TailQuery } from '../schema.ts';
import { createEventStream } from './event-stream.ts';
import type { Live } from './live.ts';
import { parsePosition, type Position } from './position.ts';
import { startTail } from './tail.ts';

export interface TailTimes {
  heartbeatMs?: number;
  maxDurationMs?: number;
}

export interface TailRouteOptions extends TailTimes {
  live: Live;
  reader: Reader;
  maxConnections: number;
  /** Bytes that may wait for a slow reader. */
  maxWaiting: number;
}

const TOO_MANY = 'Too many SSE connections';

/** `GET /api/logs/tail`: entries as they come, as server-sent events. */
export const tailRoutes: FastifyPluginAsyncZod<TailRouteOptions> = async (app, options) => {
  const { live, reader, maxConnections, maxWaiting } = options;
  const { heartbeatMs = 15 * SECOND_MS, maxDurationMs = 30 * MINUTE_MS } = options;
  const closers = new Set<(reason: 'max_duration' | 'shutdown') => void>();
  let isStopping = false;

  app.addHook('preClose', async () => {
    isStopping = true;
    for (const close of closers) close('shutdown');
  });

  app.get(
    '/api/logs/tail',
    {
      // Its headers alone would be an answer that never ends.
      exposeHeadRoute: false,
      schema: {
        summary: 'Follow entries as they come',
        querystring: TailQuery,
        response: {
          200: textBody('Server-sent events: `log`, `update`, `dropped`, `heartbeat` and `close`', 'text/event-stream'),
          400: Failure,
          503: failure(TOO_MANY),
        },
      },
    },
    (request, reply) => {
      const { query } = request;
      const from = positionOf(request.headers['last-event-id'] ?? query.last_event_id);
      if (closers.size >= maxConnections) throw httpError(503, TOO_MANY);

      const headers = reply.getHeaders();
      reply.hijack();
      const stream = createEventStream(reply.raw, headers, maxWaiting);
      const tail = startTail({ query, from, live, reader, stream });
      tail.caughtUp.catch((error: unknown) => {
        // The reader comes back by itself, from where it was.
        request.log.error({ err: error }, 'a live tail could not catch up');
        reply.raw.destroy();
      });

      const heartbeat = setInterval(tail.beat, heartbeatMs).unref();
      const end = setTimeout(() => close('max_duration'), maxDurationMs).unref();
      closers.add(close);
      whenOver(reply, stop);
      // One that was asked for while the others were ended would keep the server from closing.
      if (isStopping) close('shutdown');

      function stop(): void {
        clearInterval(heartbeat);
        clearTimeout(end);
        tail.stop();
        closers.delete(close);
      }

      function close(reason: 'max_duration' | 'shutdown'): void {
        stop();
        stream.end('close', JSON.stringify({ reason }));
      }
    },
  );
};

function positionOf(text: string | string[] | undefined): Position | null {
  if (text === undefined || text === '') return null;
  const position = parsePosition(String(text));
  if (position) return position;
  throw new InvalidInput('Last-Event-ID must be the id of an event or of an entry');
}
