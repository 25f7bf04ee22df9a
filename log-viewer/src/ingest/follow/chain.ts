import { readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { openLogFile, type LogFile } from './log-file.ts';

/** How often a folder is looked at again that a rotation changes meanwhile. */
const ATTEMPTS = 5;

/** All files of a log, oldest first: `.2.gz`, `.1`, and the live one if it is there. */
export interface Chain {
  files: LogFile[];
  /** False in the middle of a rotation, or when the container is gone. */
  hasLive: boolean;
}

/**
 * Opens a log's files for `use`, which gives those that stay open. False, and nothing was done, when a rotation under
 * way keeps their order from being known.
 */
export async function withChain(path: string, use: (chain: Chain) => Promise<readonly LogFile[]>): Promise<boolean> {
  const chain = openChain(path);
  if (!chain) return false;
  let kept: readonly LogFile[] = [];
  try {
    kept = await use(chain);
    return true;
  } finally {
    closeAll(chain.files.filter((file) => !kept.includes(file)));
  }
}

/** Closes files of a chain. */
export function closeAll(files: Iterable<LogFile>): void {
  for (const file of files) file.close();
}

function openChain(path: string): Chain | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const paths = listChain(path);
    const files = openAll(paths);
    if (files.length === paths.length && isSettled(path, paths, files)) {
      return { files, hasLive: paths.at(-1) === path };
    }
    closeAll(files);
  }
  return null;
}

function listChain(path: string): string[] {
  const prefix = `${basename(path)}.`;
  const plain = new Set<number>();
  const compressed = new Set<number>();
  let isLive = false;
  for (const name of readFolder(dirname(path))) {
    if (name === basename(path)) isLive = true;
    const [, index, suffix] = name.startsWith(prefix)
      ? (/^(\d{1,9})(\.gz)?$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    if (index !== undefined) (suffix ? compressed : plain).add(Number(index));
  }
  // While Docker compresses a file both are there, and the compressed one is not whole.
  const indices = [...plain.union(compressed)].toSorted((a, b) => b - a);
  const rotated = indices.map((index) => `${path}.${index}${plain.has(index) ? '' : '.gz'}`);
  return isLive ? [...rotated, path] : rotated;
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function openAll(paths: readonly string[]): LogFile[] {
  const files: LogFile[] = [];
  try {
    for (const path of paths) {
      const file = openLogFile(path);
      if (file) files.push(file);
    }
    return files;
  } catch (error) {
    closeAll(files);
    throw error;
  }
}

/** Whether the files are still those of the names they were opened by. */
function isSettled(path: string, paths: readonly string[], files: readonly LogFile[]): boolean {
  if (listChain(path).join('\0') !== paths.join('\0')) return false;
  return paths.every((each, at) => {
    const stats = statSync(each, { throwIfNoEntry: false });
    return stats?.ino === files[at]?.inode && stats?.dev === files[at]?.device;
  });
}
