import type { Stats } from 'node:fs';
import { headTime, readHead } from './head.ts';
import type { LogFile } from './log-file.ts';

/** What a file is known again by. */
export interface Identity {
  device: number;
  inode: number;
  /** Of its head; '' while it had no whole line. */
  key: string;
}

/** Whether two are one file; an inode number is given to another only when nobody holds the file open. */
export function isSameFile(file: LogFile, { dev, ino }: Pick<Stats, 'dev' | 'ino'>): boolean {
  return file.inode === ino && file.device === dev;
}

/** Where in a chain an open file is: under another name, or compressed; -1 where it is not. */
export async function findOpen(chain: readonly LogFile[], file: LogFile, key: string): Promise<number> {
  const at = chain.findIndex((each) => isSameFile(each, { dev: file.device, ino: file.inode }));
  return at >= 0 ? at : await findByHead(chain, key);
}

/** Where in a chain the file is that had this identity; -1 where it is not. */
export async function findStored(chain: readonly LogFile[], { device, inode, key }: Identity): Promise<number> {
  const at = chain.findIndex((each) => isSameFile(each, { dev: device, ino: inode }));
  const same = chain[at];
  if (same && (key === '' || (await readHead(same))?.key === key)) return at;
  return await findByHead(chain, key);
}

/** Where in a chain the newest file is that begins with this head; -1 where there is none. */
export async function findByHead(chain: readonly LogFile[], key: string): Promise<number> {
  if (key === '') return -1;
  for (const [at, file] of [...chain.entries()].toReversed()) {
    if ((await readHead(file))?.key === key) return at;
  }
  return -1;
}

/** The files of a chain that were begun after one with this head, which is not there; all of them where it is ''. */
export async function begunAfter(chain: readonly LogFile[], key: string): Promise<LogFile[]> {
  if (key === '') return [...chain];
  const newer: LogFile[] = [];
  for (const file of chain) {
    const head = await readHead(file);
    // A file without a line yet says nothing against it, nor does one without a time.
    const isOlder = head && headTime(head.key) > 0 && headTime(head.key) < headTime(key);
    if (!isOlder) newer.push(file);
  }
  return newer;
}
