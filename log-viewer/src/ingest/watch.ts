import { statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Logger } from '@monlight/shared/log';
import { watch, type FSWatcher } from 'chokidar';

export interface WatchOptions {
  /** Docker's folder of containers; it may appear later. */
  folder: string;
  /** Something changed at this path or below; without one, everything is to be looked at. */
  onChange: (path?: string) => void;
  /** How often everything is looked at in any case, in milliseconds. */
  pollMs: number;
  log: Pick<Logger, 'warn'>;
  /** Default: chokidar's. */
  watch?: typeof watch;
}

/** Ends watching. */
export interface Watch {
  close(): Promise<void>;
}

/** What the system has no more of; all watching would be patchy. */
const EXHAUSTED = new Set(['ENOSPC', 'EMFILE', 'ENFILE']);

/** Tells of changes to logs and to what describes their containers, at once where the system can, else by the clock. */
export function watchLogs({ folder, onChange, pollMs, log, watch: open = watch }: WatchOptions): Watch {
  let watcher: FSWatcher | null = null;
  let isExhausted = false;
  let isWarned = false;
  let watchedInode = 0;

  function begin(): void {
    const stats = statSync(folder, { throwIfNoEntry: false });
    // A folder in the place of the one that was watched.
    if (watcher && stats?.ino !== watchedInode) void end();
    if (watcher || isExhausted || !stats?.isDirectory()) return;
    watchedInode = stats.ino;
    watcher = open(folder, {
      depth: 1,
      ignoreInitial: true,
      atomic: false,
      ignored: (path, entry) => isIgnored(relative(folder, path), entry?.isFile()),
    });
    watcher.on('all', (_event, path) => onChange(path));
    watcher.on('error', (error) => fail(error as NodeJS.ErrnoException));
    watcher.on('ready', () => onChange());
  }

  function fail(error: NodeJS.ErrnoException): void {
    const { code } = error;
    if (!isWarned) log.warn({ err: error, poll_ms: pollMs }, 'log files cannot all be watched; they are polled');
    isWarned = true;
    if (code === undefined || !EXHAUSTED.has(code)) return;
    isExhausted = true;
    void end();
  }

  async function end(): Promise<void> {
    const ended = watcher;
    watcher = null;
    await ended?.close();
  }

  const timer = setInterval(() => {
    begin();
    onChange();
  }, pollMs);
  begin();

  return {
    async close() {
      clearInterval(timer);
      isExhausted = true;
      await end();
    },
  };
}

/** All but the containers' folders, their live logs and what describes them. */
function isIgnored(path: string, isFile: boolean | undefined): boolean {
  const [, name, deeper] = path.split(sep);
  if (name === undefined) return path !== '' && isFile === true;
  return deeper !== undefined || (name !== 'config.v2.json' && !name.endsWith('-json.log'));
}
