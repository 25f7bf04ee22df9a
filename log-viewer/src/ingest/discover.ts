import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ContainerFilter } from './container-filter.ts';
import { readContainerFolder, type Container, type FolderResult } from './container-folder.ts';

/** A container whose log is to be followed. */
export interface Found extends Container {
  folder: string;
}

/** What the last scan saw, so that a page without logs can say why. */
export interface DiscoveryState {
  sources: 'ok' | 'missing' | 'unreadable' | 'empty';
  /** Folders that cannot be followed. */
  skipped: { folder: string; name: string | null; reason: string }[];
  /** How many containers the filter leaves out. */
  excluded: number;
}

export interface DiscoveryOptions {
  /** The folder that has a folder for each container. */
  sources: string;
  filter: ContainerFilter;
  /** Whether an id is that of the container this service runs in: following that would feed itself. */
  isOwn: (id: string) => boolean;
  /** Called once for each thing that is wrong, until it is put right and goes wrong again. */
  onWarning: (message: string, detail: { path: string; reason: string }) => void;
}

type Looked = { found: Found } | { skipped: { name: string | null; reason: string } };

/** Finds the containers in Docker's folder. */
export function createDiscovery({ sources, filter, isOwn, onWarning }: DiscoveryOptions) {
  /** By folder: what its files were when they were last read, and what they said. */
  const known = new Map<string, { version: string; result: FolderResult }>();
  let warned = new Set<string>();
  let state: DiscoveryState = { sources: 'empty', skipped: [], excluded: 0 };

  async function scan(): Promise<Found[]> {
    const next: DiscoveryState = { sources: 'ok', skipped: [], excluded: 0 };
    const wrong = new Map<string, () => void>();
    const all: Found[] = [];
    const listed = listFolders(sources);
    if (!Array.isArray(listed)) {
      next.sources = listed === 'ENOENT' ? 'missing' : 'unreadable';
      const reason = listed === 'ENOENT' ? 'it does not exist' : `it cannot be read (${listed})`;
      wrong.set(`${sources}: ${reason}`, () => onWarning('LOG_SOURCES cannot be followed', { path: sources, reason }));
    }
    for (const folder of Array.isArray(listed) ? listed : []) {
      const looked = look(folder);
      if (!looked) continue;
      if ('found' in looked) {
        all.push(looked.found);
      } else {
        const { name, reason } = looked.skipped;
        next.skipped.push({ folder, name, reason });
        wrong.set(`${folder}: ${reason}`, () => onWarning('a container is not followed', { path: folder, reason }));
      }
    }
    if (next.sources === 'ok' && all.length + next.skipped.length === 0) next.sources = 'empty';
    const others = all.filter(({ id }) => !isOwn(id));
    const taken = others.filter(({ name }) => filter(name));
    next.excluded = others.length - taken.length;
    next.skipped = next.skipped.filter(({ name }) => name === null || filter(name));
    for (const [key, warn] of wrong) if (!warned.has(key)) warn();
    warned = new Set(wrong.keys());
    state = next;
    forget(listed);
    return taken;
  }

  /** Null for what is no container's folder. */
  function look(folder: string): Looked | null {
    const version = versionOf(folder);
    if (version === null) return null;
    if ('error' in version) return { skipped: { name: null, reason: `it cannot be read (${version.error})` } };
    let entry = known.get(folder);
    if (entry?.version !== version.text) {
      entry = { version: version.text, result: readContainerFolder(folder) };
      known.set(folder, entry);
    }
    const { result } = entry;
    if ('reason' in result) return { skipped: { name: null, reason: result.reason } };
    const { name, driver } = result.container;
    if (driver !== null && driver !== 'json-file') {
      return { skipped: { name, reason: `its log driver is ${driver}; only json-file is followed` } };
    }
    return { found: { ...result.container, folder } };
  }

  function forget(listed: readonly string[] | string): void {
    const present = new Set(Array.isArray(listed) ? listed : []);
    for (const folder of known.keys()) if (!present.has(folder)) known.delete(folder);
  }

  return {
    /** The containers whose logs are to be followed. */
    scan,
    /** As of the last scan. */
    state: (): DiscoveryState => state,
  };
}

/** The folders, or the code of the error that keeps them from being listed. */
function listFolders(sources: string): string[] | string {
  try {
    return readdirSync(sources, { withFileTypes: true })
      .filter((entry) => !entry.isFile())
      .map((entry) => join(sources, entry.name));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown error';
  }
}

/** Changes when the files that describe the container do; null where it is no container's folder. */
function versionOf(folder: string): { text: string } | { error: string } | null {
  try {
    const config = statSync(join(folder, 'config.v2.json'), { throwIfNoEntry: false });
    if (!config) return null;
    const host = statSync(join(folder, 'hostconfig.json'), { throwIfNoEntry: false });
    const marks = [config, host].map((stats) => (stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : ''));
    return { text: marks.join(' ') };
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code ?? `unknown error in ${basename(folder)}` };
  }
}

/** See `createDiscovery`. */
export type Discovery = ReturnType<typeof createDiscovery>;
