import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Database } from '@monlight/shared/sqlite';
import { HOUR_MS } from '@monlight/shared/time';
import { createRollup, type Rollup } from '../../src/rollup/rollup.ts';
import { createChunkStore } from '../../src/store/chunks.ts';
import { groupingsOf } from '../../src/store/groupings.ts';
import { addPoint, createPoints } from '../../src/store/points.ts';
import { createRollupStore, type RollupStore } from '../../src/store/rollup-store.ts';
import { createSeriesStore } from '../../src/store/series.ts';
import { openTables } from '../store/open.ts';

/** So many that to store their buckets takes several transactions. */
const SERIES = 1000;
const NOW = Date.UTC(2026, 0, 10, 12);
const now = () => NOW;

function open(t: TestContext) {
  const db = openTables(t);
  const series = createSeriesStore(db, { maxSeries: SERIES, groupingsOf });
  const chunks = createChunkStore(db, now);
  const ids = series.ensure(
    Array.from({ length: SERIES }, (_, n) => ({
      name: 'http_request_duration_seconds',
      type: 1,
      value: 0,
      labels: [['endpoint', `/${n}`]] as const,
      time: NOW,
    })),
  );

  /** A point of each series in each of some minutes, which are in as many hours. */
  async function send(hours = 2): Promise<void> {
    const points = createPoints(hours * SERIES);
    for (let hour = 0; hour < hours; hour += 1) {
      for (const id of ids) addPoint(points, NOW - hour * HOUR_MS, id, id % 7);
    }
    await chunks.append(points);
  }
  /** A collector that was just started. */
  const start = (store: RollupStore = createRollupStore(db, now)) => createRollup({ series, store });
  return { db, send, start };
}

/** A store that fails after some transactions, as one would that is killed there. */
function failAfter(db: Database, transactions: number): RollupStore {
  const store = createRollupStore(db, now);
  let left = transactions;
  return {
    ...store,
    settle: (step) => {
      if (left === 0) throw new Error('killed');
      left -= 1;
      return store.settle(step);
    },
  };
}

/** How many points each bucket of each tier has, and how many buckets of that kind there are. */
const countsOf = (db: Database) =>
  ['minutes', 'hours', 'days'].map((table) =>
    db.prepare(`SELECT count, count(*) FROM ${table} GROUP BY count ORDER BY count`).raw().all(),
  );

/** How many points stored minutes and those in memory have, as a question adds them up. */
function pointsOf(db: Database, rollup: Rollup): number {
  const stored = db.prepare<[], number>('SELECT coalesce(sum(count), 0) FROM minutes').pluck().get() ?? 0;
  let recent = 0;
  for (const minutes of rollup.recent().values()) for (const { count } of minutes.values()) recent += count;
  return stored + recent;
}

const expected = (each: number) => {
  // Of label sets and of sums by endpoint, and of the sum over all.
  const both = [
    [each, 4 * SERIES],
    [SERIES * each, 2],
  ];
  return [
    both,
    both,
    [
      [2 * each, SERIES],
      [2 * SERIES * each, 1],
    ],
  ];
};

describe('storing buckets', () => {
  for (const transactions of [0, 1, 2, 5]) {
    it(`goes on after a kill behind transaction ${transactions}, and counts each point once`, async (t) => {
      const { db, send, start } = open(t);
      await send();
      await assert.rejects(start(failAfter(db, transactions)).settle(), /killed/);
      const { count } = db.prepare<[], { count: number }>('SELECT count(*) AS count FROM minutes').get() ?? {
        count: 0,
      };

      await send();
      await start().settle();

      assert.equal(count > 0, transactions > 0);
      assert.ok(count < 4 * SERIES + 2);
      assert.deepEqual(countsOf(db), expected(2));
    });
  }

  it('is tried again by the same collector after a failure', async (t) => {
    const { db, send, start } = open(t);
    await send();
    let isFull = true;
    const store = createRollupStore(db, now);
    let settled = 0;
    const rollup = start({
      ...store,
      settle: (step) => {
        settled += 1;
        if (isFull && settled === 3) throw new Error('full');
        return store.settle(step);
      },
    });
    await assert.rejects(rollup.settle(), /full/);

    await send();
    isFull = false;
    await rollup.settle();

    assert.ok(rollup.isSettled());
    assert.deepEqual(countsOf(db), expected(2));
  });

  it('that a full disk has interrupted keeps nobody from asking for every point, and is finished when there is room', async (t) => {
    const { db, send, start } = open(t);
    const store = createRollupStore(db, now);
    let room = 2;
    const rollup = start({
      ...store,
      settle: (step) => {
        if (room === 0) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
        room -= 1;
        return store.settle(step);
      },
    });
    await send(1);
    await assert.rejects(rollup.settle(), /full/);

    for (const each of [2, 3]) {
      await send(1);
      await rollup.gather();
      // As label sets, by endpoint, and all together.
      assert.equal(pointsOf(db, rollup), each * 3 * SERIES);
      await assert.rejects(rollup.settle(), /full/);
    }
    await rollup.gather();
    room = Infinity;
    await rollup.settle();

    assert.ok(rollup.isSettled());
    const all = [
      [3, 2 * SERIES],
      [3 * SERIES, 1],
    ];
    assert.deepEqual(countsOf(db).slice(0, 2), [all, all]);
  });

  it('leaves every point either in a stored bucket or in one that a question adds to those', async (t) => {
    const { db, send, start } = open(t);
    await send();
    const store = createRollupStore(db, now);
    const seen = new Set<number>();
    const rollup = start({
      ...store,
      settle: (step) => {
        seen.add(pointsOf(db, rollup));
        return store.settle(step);
      },
    });

    await rollup.settle();

    // As label sets, by endpoint, and all together.
    assert.deepEqual([...seen], [3 * 2 * SERIES]);
    assert.equal(rollup.recent().size, 0);
  });

  it('holds no more in memory than there is room for, however many minutes wait', async (t) => {
    const { db, send, start } = open(t);
    await send(6);
    let most = 0;
    const store = createRollupStore(db, now);
    const rollup = start({
      ...store,
      settle: (step) => {
        most = Math.max(
          most,
          [...step.recent.values()].reduce((sum, minutes) => sum + minutes.size, 0),
        );
        return store.settle(step);
      },
    });

    await rollup.gather();
    await rollup.settle();

    assert.ok(most > SERIES && most < 7000, `${most} minutes`);
    const minutes = db.prepare('SELECT count(*), sum(count) FROM minutes').raw().get();
    assert.deepEqual(minutes, [6 * (2 * SERIES + 1), 3 * 6 * SERIES]);
  });
});
