import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { commonSettings, readConfig, type Environment } from '@monlight/shared/config';
import type { Limits } from '@monlight/shared/limits';
import { Id, text, wholeNumber } from '@monlight/shared/schema';
import { createServer } from '@monlight/shared/server';
import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';
import { collectLog } from '@monlight/shared/testing/log-lines';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import * as z from 'zod';

export const API_KEY = 'full-key-0123456789';
export const INGEST_KEY = 'ingest-key-0123456789';
export const BODY_LIMIT = 1000;
/** Of `POST /api/large`. */
export const LARGE_BODY_LIMIT = 50_000;

const Note = z.object({ text: text({ min: 1, max: 10 }) });
/** Not in the description. */
const hidden = { schema: { hide: true } };
const Page = z.object({ limit: wholeNumber({ min: 1, max: 5, clamp: true }).prefault('3') });

/** The least that a service is: one route of each kind, on everything that `createServer` brings. */
export async function startSmallService(
  t: TestContext,
  { env = {}, now = Date.now, limits = {} }: { env?: Environment; now?: () => number; limits?: Partial<Limits> } = {},
) {
  const folder = temporaryFolder(t);
  const ui = join(folder, 'ui');
  mkdirSync(join(ui, 'assets'), { recursive: true });
  writeFileSync(
    join(ui, 'index.html'),
    '<!doctype html><html lang="en"><base href="./" /><script src="./assets/app.js"></script>',
  );
  writeFileSync(join(ui, 'assets', 'app.js'), 'export {}');
  for (const ending of ['br', 'gz']) writeFileSync(join(ui, 'assets', `app.js.${ending}`), ending);
  const config = readConfig(commonSettings({ port: 1, databasePath: '', rateLimit: 100 }), {
    API_KEY,
    INGEST_API_KEY: INGEST_KEY,
    DATABASE_PATH: join(folder, 'notes.db'),
    ...env,
  });
  const { log, lines } = collectLog('small-service');
  const db = openDatabase({ path: config.DATABASE_PATH, applicationId: 1, migrations: [] });
  const waiting = Promise.withResolvers<{ status: string }>();
  const app = await createServer({
    service: 'small-service',
    config,
    db,
    now,
    log,
    bodyLimit: BODY_LIMIT,
    limits,
    ui: { folder: pathToFileURL(`${ui}/`), pages: ['/', '/notes/:id'] },
    healthDetails: () => ({ notes: 0 }),
    routes: async (server) => {
      server.get('/api/notes', { schema: { querystring: Page } }, async ({ query }) => query);
      server.get('/api/notes/:id', { schema: { params: Id } }, async ({ params }) => params);
      server.post('/api/notes', { config: { access: 'ingest' }, schema: { body: Note } }, async ({ body }) => body);
      server.get('/api/wait', hidden, async () => waiting.promise);
      server.get('/api/wait/large', hidden, async () => {
        await waiting.promise;
        return { text: 'x'.repeat(20_000) };
      });
      server.get('/api/large', hidden, async () => ({ text: 'x'.repeat(20_000_000) }));
      server.post('/api/large', { ...hidden, bodyLimit: LARGE_BODY_LIMIT }, async () => ({ status: 'read' }));
      server.post('/api/break', async () => {
        throw new Error('a bug');
      });
    },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(async () => {
    waiting.resolve({ status: 'late' });
    await app.close();
    closeDatabase(db);
  });
  const call = (
    method: string,
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ) => fetch(`${url}${path}`, { method, ...init, headers: { 'x-api-key': API_KEY, ...init.headers } });
  return { url, db, lines, call, answerWaiting: () => waiting.resolve({ status: 'late' }) };
}
