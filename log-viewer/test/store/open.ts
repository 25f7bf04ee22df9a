import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { loadMigrations } from '@monlight/shared/migrations';
import { openDatabase } from '@monlight/shared/sqlite';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import type { Entry } from '../../src/store/entries.ts';
import { createLogStore } from '../../src/store/log-store.ts';
import { createReads } from '../../src/store/read/reads.ts';

export interface OpenOptions {
  maxEntries: number;
  maxBytes?: number;
}

/** A store on a temporary database, closed when the test ends. */
export function openStore(t: TestContext, { maxEntries, maxBytes = Number.MAX_SAFE_INTEGER }: OpenOptions) {
  const db = openDatabase({
    path: join(temporaryFolder(t), 'logs.db'),
    applicationId: 0x4d4c6c76,
    migrations: loadMigrations(new URL('../../src/store/migrations/', import.meta.url)),
  });
  t.after(() => db.close());
  const store = createLogStore(db, { maxEntries, maxBytes });
  const containers = ['db', 'web', 'worker'].map((name) =>
    store.containers.identify({ name, project: null, service: null }),
  );

  return {
    db,
    store,
    containers,
    reads: createReads(db, maxEntries),
    /** Commits entries; what is not given is the same for all. */
    add: (entries: readonly Partial<Entry>[]): Entry[] => {
      const fresh = entries.map((entry) => ({
        id: 0,
        time: 1_700_000_000_000,
        container: containers[1] ?? 0,
        stream: 0,
        level: 1,
        message: 'hello',
        ...entry,
      }));
      store.commit({ fresh, amended: [], cursors: [] });
      store.dropPassed(() => []);
      return fresh;
    },
    /** Another store on the same database, as after a restart. */
    reopen: () => createLogStore(db, { maxEntries, maxBytes }),
  };
}

/** A filter that lets everything through but what is given. */
export const ALL = { containers: null, levels: null, search: null, since: null, until: null };
