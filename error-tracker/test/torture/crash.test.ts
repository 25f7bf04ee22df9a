import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createKillable, reportStarts, type Killable } from '@monlight/shared/testing/killable';
import { createRandom, type Random } from '@monlight/shared/testing/random';
import { request } from '@monlight/shared/testing/request';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { sized } from '@monlight/shared/testing/torture';
import { until } from '@monlight/shared/testing/until';
import { API_KEY, MAIN, report } from '../start.ts';

const ROUNDS = sized({ cut: 9, whole: 200 });
/** Rounds wait for their process most of the time. */
const WORLDS = 3;
const CONNECTIONS = 8;

/** What one connection has told the service of its own group. */
interface Told {
  project: string;
  /** Occurrences that were answered. */
  answered: number;
  /** Occurrences of the one report that waits for its answer. */
  inFlight: number;
  /** The report that was answered last. */
  last: number;
}

interface Stored {
  project: string;
  count: number;
  hours: number;
  users: string;
}

describe('an error tracker that is killed at any moment', { concurrency: WORLDS }, () => {
  for (let world = 1; world <= WORLDS; world += 1) {
    it(`has every answered report once, folded ones too (${world} of ${WORLDS})`, async (t) => {
      const random = createRandom(t);
      const DATABASE_PATH = join(temporaryFolder(t), 'errors.db');
      const tracker = createKillable(t, MAIN, { API_KEY, DATABASE_PATH });
      const told = Array.from({ length: CONNECTIONS }, (_, at) => ({
        project: `connection ${at}`,
        answered: 0,
        inFlight: 0,
        last: 0,
      }));

      for (let round = 0; round < ROUNDS / WORLDS; round += 1) {
        await reportUntilKilled(tracker, told, random);
        compare(told, readGroups(tracker));
      }

      reportStarts(t, tracker.starts);
    });
  }
});

/** Every connection reports to its own group, so that what is stored can be told to the last occurrence. */
async function reportUntilKilled(tracker: Killable, told: Told[], random: Random): Promise<void> {
  const service = await tracker.start();
  const reporting = told.map(async (connection) => {
    for (let n = connection.last + 1; ; n += 1) {
      const count = random.between(1, 50);
      connection.inFlight = count;
      const body = report({ project: connection.project, user_id: n, count });
      const answer = await request(`${service.url}/api/errors`, 'POST', body, { 'x-api-key': API_KEY }).catch(
        () => null,
      );
      if (!answer) return;
      assert.ok(answer.status === 200 || answer.status === 201, JSON.stringify(answer.body));
      connection.answered += count;
      connection.inFlight = 0;
      connection.last = n;
    }
  });
  const before = answeredTo(told);
  await until('a report is answered', () => answeredTo(told) > before);
  await delay(random.between(0, 300));
  await service.kill('SIGKILL');
  await Promise.all(reporting);
}

/** Occurrences that were answered, of all connections. */
function answeredTo(told: readonly Told[]): number {
  return told.reduce((sum, { answered }) => sum + answered, 0);
}

/** The report that was in flight is there or it is not; all else is known. */
function compare(told: Told[], stored: ReadonlyMap<string, Stored>): void {
  for (const connection of told) {
    const { project, answered, inFlight, last } = connection;
    const { count = 0, hours = 0, users = '[]' } = stored.get(project) ?? {};
    assert.ok(
      count === answered || count === answered + inFlight,
      `${project}: ${count} stored, ${answered} answered, ${inFlight} in flight`,
    );
    assert.equal(hours, count, 'the trend counts what the group counts');
    if (last > 0) assert.ok((JSON.parse(users) as string[]).includes(String(last)), 'the newest report is kept');
    Object.assign(connection, { answered: count, inFlight: 0, last: count === answered ? last : last + 1 });
  }
}

function readGroups(tracker: Killable): Map<string, Stored> {
  const rows = tracker.read((db) =>
    db
      .prepare<[], Stored>(
        `SELECT project, count, (SELECT sum(count) FROM group_hours WHERE group_id = groups.id) AS hours,
           (SELECT json_group_array(user_id) FROM occurrences WHERE group_id = groups.id) AS users
         FROM groups`,
      )
      .all(),
  );
  return new Map(rows.map((row) => [row.project, row]));
}
