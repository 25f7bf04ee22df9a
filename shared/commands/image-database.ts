import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import Sqlite from 'better-sqlite3';

// A database's copy out of a volume and the way back, for `deploy/backup.sh` and `restore.sh`. It runs in a container
// of its own beside the service: within the service's 64 MiB there is no room for a second process that works.
//   database.js backup /data/errors.db    > copy     the service may be writing
//   database.js restore /data/errors.db   < copy     the service must be stopped
// What is printed beside the copy goes to stderr; the exit code is 0 or 1.

/** What marks each service's file, as its `service.ts` writes it. */
const APPLICATION_IDS: Record<string, number> = {
  'errors.db': 0x4d4c6572,
  'logs.db': 0x4d4c6c76,
  'metrics.db': 0x4d4c6d63,
};
const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/** Something that is said in one line, without a stack. */
class Refusal extends Error {}

const [, , command, file = ''] = process.argv;
const partial = join(dirname(file), `.${command}-${basename(file)}`);
// As process 1 there is no other end to a signal.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(1));

try {
  if (command === 'backup') await backup();
  else if (command === 'restore') await restore();
  else throw new Refusal(`expected backup or restore, not ${command}`);
  end(0);
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  say(code === 'ENOSPC' || code === 'SQLITE_FULL' ? `the disk with ${dirname(file)} is full` : message);
  end(1);
}

async function backup(): Promise<void> {
  if (!existsSync(file)) throw new Refusal(`there is no ${file}: the service has not been started yet`);
  remove(partial);
  requireRoom();
  const db = new Sqlite(file, { readonly: true, timeout: 5000 });
  // In one step, and so of one moment: with several, each write in between would begin the copy again.
  await db.backup(partial, { progress: () => 0x7fff_ffff });
  db.close();
  check();
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(partial),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    process.stdout,
  );
  say(`sha256 ${hash.digest('hex')}`);
}

/** A disk that the copy filled up would stop the service's writes. */
function requireRoom(): void {
  const needed = SUFFIXES.reduce((sum, suffix) => sum + sizeOf(`${file}${suffix}`), 0);
  const { bavail, bsize } = statfsSync(dirname(file));
  if (bavail * bsize > needed) return;
  throw new Refusal(`the disk with ${dirname(file)} has ${toMiB(bavail * bsize)} left; a copy takes ${toMiB(needed)}`);
}

async function restore(): Promise<void> {
  requireUnused();
  remove(partial);
  await pipeline(process.stdin, createWriteStream(partial, { mode: 0o600, flush: true }));
  check();
  // The whole of it under another name, log and all: nothing is thrown away until the next time.
  remove(`${file}.before-restore`);
  move(file, `${file}.before-restore`);
  renameSync(partial, file);
}

/** Only the last connection can leave WAL mode, which shows whether another one is there. */
function requireUnused(): void {
  if (sizeOf(file) === 0) return;
  const db = new Sqlite(file);
  try {
    db.pragma('journal_mode = DELETE');
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code.startsWith('SQLITE_BUSY')) throw new Refusal(`${file} is in use: stop the service first`);
    // What is broken or no database must not be in the way of a good one.
    if (!code.startsWith('SQLITE_CORRUPT') && code !== 'SQLITE_NOTADB') throw error;
  } finally {
    db.close();
  }
}

/** Leaves WAL mode, so that the copy is one file, and reads all of it. */
function check(): void {
  const name = basename(file);
  const db = new Sqlite(partial);
  try {
    db.pragma('journal_mode = DELETE');
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_IDS[name]) {
      throw new Refusal(`that is no ${name} of Monlight's`);
    }
    const found = db.pragma('integrity_check(3)', { simple: true }) as string;
    if (found !== 'ok') throw new Refusal(`the copy of ${name} is damaged: ${found}`);
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (code !== 'SQLITE_NOTADB' && !code.startsWith('SQLITE_CORRUPT')) throw error;
    throw new Refusal(`the copy of ${name} is damaged: ${message}`, { cause: error });
  } finally {
    db.close();
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function remove(path: string): void {
  for (const suffix of SUFFIXES) rmSync(`${path}${suffix}`, { force: true });
}

function move(from: string, to: string): void {
  for (const suffix of SUFFIXES) if (existsSync(`${from}${suffix}`)) renameSync(`${from}${suffix}`, `${to}${suffix}`);
}

function toMiB(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function end(code: number): never {
  remove(partial);
  process.exit(code);
}
