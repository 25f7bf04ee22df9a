import Database from 'better-sqlite3';
import Fastify from 'fastify';

// The least that keeps a service's word: what comes in is one row each, as it is, and committed before it is answered. What comes in
// within two turns of the event loop shares a commit, as in the services.

const db = new Database(process.env['DATABASE_PATH']);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = NORMAL');
db.exec('CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
const insert = db.prepare<[string]>('INSERT INTO bodies (body) VALUES (?)');

interface Waiting {
  body: unknown;
  resolve: () => void;
}

let waiting: Waiting[] = [];

const insertAll = db.transaction((batch: readonly Waiting[]) => {
  for (const { body } of batch) insert.run(JSON.stringify(body));
});

function commit(): void {
  const batch = waiting;
  waiting = [];
  insertAll.immediate(batch);
  for (const { resolve } of batch) resolve();
}

const app = Fastify({ bodyLimit: 2 ** 20 });
app.post('*', async ({ body }, reply) => {
  await new Promise<void>((resolve) => {
    waiting.push({ body, resolve });
    if (waiting.length === 1) setImmediate(() => setImmediate(commit));
  });
  return reply.code(202).send({ status: 'accepted' });
});
app.get('*', async () => ({ status: 'ok' }));
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
