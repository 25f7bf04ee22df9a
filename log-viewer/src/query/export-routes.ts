import { Readable } from 'node:stream';
import { Failure, textBody } from '@monlight/shared/schema';
import { toIso, type Clock } from '@monlight/shared/time';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Filter } from '../store/read/filter.ts';
import type { EntryRow } from '../store/read/rows.ts';
import { presentEntry } from './present.ts';
import type { Reader } from './reader.ts';
import { ExportQuery, toFilter } from './schema.ts';

/** Rows that are in memory at once. */
const SLICE = 500;

const FORMATS = {
  ndjson: { type: 'application/x-ndjson; charset=utf-8', extension: 'ndjson', line: toJsonLine },
  text: { type: 'text/plain; charset=utf-8', extension: 'log', line: toTextLine },
};

/** `GET /api/logs/export`: everything that fulfils a filter, oldest first, as a file. */
export const exportRoutes: FastifyPluginAsyncZod<{ reader: Reader; lastId: () => number; now: Clock }> = async (
  app,
  { reader, lastId, now },
) => {
  app.get(
    '/api/logs/export',
    {
      schema: {
        summary: 'Download all entries that fulfil the filters',
        querystring: ExportQuery,
        response: {
          200: textBody(
            'A file: one entry a line, oldest first, as many as there are',
            'application/x-ndjson',
            'text/plain',
          ),
          400: Failure,
        },
      },
    },
    async ({ query }, reply) => {
      const { type, extension, line } = FORMATS[query.format];
      const name = `logs-${toIso(now()).slice(0, 19).replaceAll(':', '')}.${extension}`;
      reply.header('content-type', type).header('content-disposition', `attachment; filename="${name}"`);
      const stream = Readable.from(lines(toFilter(query), line), { objectMode: false });
      return reply.send(stream as never);
    },
  );

  /** What is stored while it is being read is left to the next export. */
  async function* lines(filter: Filter, line: (row: EntryRow) => string): AsyncGenerator<string> {
    const upTo = lastId();
    for (let after = 0; after < upTo; ) {
      const slice = await reader.slice({ filter, after, upTo, limit: SLICE });
      if (slice.rows.length > 0) yield slice.rows.map(line).join('');
      after = slice.through;
    }
  }
};

function toJsonLine(row: EntryRow): string {
  return `${JSON.stringify(presentEntry(row))}\n`;
}

function toTextLine(row: EntryRow): string {
  const { timestamp, container, level, message } = presentEntry(row);
  return `${timestamp} ${container} ${level} ${message}\n`;
}
