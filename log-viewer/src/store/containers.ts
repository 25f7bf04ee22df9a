import type { Database } from '@monlight/shared/sqlite';

export interface ContainerNames {
  name: string;
  /** Compose project and service, where the container has them. */
  project: string | null;
  service: string | null;
}

/** The containers that entries belong to, by name, and where following each of Docker's containers goes on. */
export function createContainerStore(db: Database) {
  const put = db
    .prepare<[string, string | null, string | null], number>(
      `INSERT INTO containers (name, project, service) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET project = excluded.project, service = excluded.service
       RETURNING id`,
    )
    .pluck();
  const find = db.prepare<[string], Omit<ContainerNames, 'name'> & { id: number }>(
    'SELECT id, project, service FROM containers WHERE name = ?',
  );
  const prune = db.prepare<[string]>(
    `DELETE FROM containers
     WHERE id NOT IN (SELECT container FROM block_counts) AND name NOT IN (SELECT value FROM json_each(?))`,
  );
  const cursor = db.prepare<[string], string>('SELECT state FROM cursors WHERE docker_id = ?').pluck();
  const saveCursor = db.prepare<[string, string]>('INSERT OR REPLACE INTO cursors (docker_id, state) VALUES (?, ?)');
  const dropCursor = db.prepare<[string]>('DELETE FROM cursors WHERE docker_id = ?');
  const known = db.prepare<[], string>('SELECT docker_id FROM cursors').pluck();

  const names = new Map(db.prepare<[], [number, string]>('SELECT id, name FROM containers').raw().all());

  return {
    /** The container's id, the same for every container of that name; made when it is new. */
    identify: ({ name, project, service }: ContainerNames): number => {
      // At a start, most are as they were: a transaction for each of them takes a while.
      const same = find.get(name);
      if (same && same.project === project && same.service === service) return same.id;
      const id = put.get(name, project, service) as number;
      names.set(id, name);
      return id;
    },
    nameOf: (id: number): string => names.get(id) ?? '',
    /** Forgets names without entries, but those given. */
    prune: (keep: readonly string[]): void => void prune.run(JSON.stringify(keep)),
    cursor: (dockerId: string): string | undefined => cursor.get(dockerId),
    saveCursor: (dockerId: string, state: string): void => void saveCursor.run(dockerId, state),
    dropCursor: (dockerId: string): void => void dropCursor.run(dockerId),
    /** Docker's ids of all containers that have a cursor. */
    withCursor: (): string[] => known.all(),
  };
}
