import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { StartError } from './start-error.ts';

/** Offsets in the first 100 bytes of an SQLite file: https://sqlite.org/fileformat2.html#the_database_header */
const HEADER = { size: 100, magic: 'SQLite format 3\0', pageSize: 16, pageCount: 28, applicationId: 68 };

/**
 * Says no to a file that must not be opened for writing, without changing a byte of it.
 *
 * @throws StartError when it is not SQLite, cut short, another application's, or newer than `knownVersion`.
 */
export function inspectDatabaseFile(file: string, applicationId: number, knownVersion: number): void {
  const refuse = (reason: string): never => {
    throw new StartError([`DATABASE_PATH: ${file} ${reason}; the file was left untouched`]);
  };
  const { header, size } = readHeader(file);
  if (size === 0) return;
  if (header.toString('latin1', 0, HEADER.magic.length) !== HEADER.magic) refuse('is not an SQLite database');
  if (header.readInt32BE(HEADER.applicationId) !== applicationId) refuse('is not a database of this service');
  const rawPageSize = header.readUInt16BE(HEADER.pageSize);
  const pageSize = rawPageSize === 1 ? 65536 : rawPageSize;
  // With a log beside it the main file may lag behind its own page count.
  if (!hasLog(file) && header.readUInt32BE(HEADER.pageCount) * pageSize > size) refuse('is corrupt: it was cut short');

  const version = readVersion(file, refuse);
  if (version > knownVersion) {
    refuse(`has schema version ${version}, written by a newer Monlight than this one (${knownVersion})`);
  }
}

function readHeader(file: string): { header: Buffer; size: number } {
  const header = Buffer.alloc(HEADER.size);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, header, 0, HEADER.size, 0);
    return { header, size: fstatSync(fd).size };
  } finally {
    closeSync(fd);
  }
}

function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function readVersion(file: string, refuse: (reason: string) => never): number {
  const hadLog = existsSync(`${file}-wal`);
  // Read-only: a writing connection would move the log into the file on closing. But what a crash has left of a change in a
  // journal, as while a restored file is put into WAL mode, can only be taken back by one that writes.
  const db = new Sqlite(file, { readonly: !existsSync(`${file}-journal`) });
  try {
    const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    if (!tables.includes('_meta')) return 0;
    const value = db.prepare<[], string>("SELECT value FROM _meta WHERE key = 'schema_version'").pluck().get();
    return Number(value ?? 0);
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string };
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') refuse(`is corrupt: ${message}`);
    throw error;
  } finally {
    db.close();
    // A reader makes an empty log and its index where there was none, and cannot take them away.
    if (!hadLog) for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  }
}
