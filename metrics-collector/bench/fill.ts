import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase, type Database } from '@monlight/shared/sqlite';
import { HOUR_MS, MINUTE_MS } from '@monlight/shared/time';
import { createRollup } from '../src/rollup/rollup.ts';
import { createChunkStore } from '../src/store/chunks.ts';
import { groupingsOf } from '../src/store/groupings.ts';
import { addPoint, createPoints } from '../src/store/points.ts';
import { createRollupStore } from '../src/store/rollup-store.ts';
import { createSeriesStore } from '../src/store/series.ts';

export const SERIES = 1000;
const HOURS = 30 * 24;
/** Points of each series in an hour. */
const PER_HOUR = 4;

/** What filling has shown. */
interface Filled {
  rollupMs: number;
  buckets: number;
  /** Of a point as it came, of a minute of a counter, and of one with its sketch. */
  pointBytes: number;
  minuteBytes: number;
  sketchedMinuteBytes: number;
}

/** Thirty days of hours, as months of use leave them; the last hour is full, and its rollup is what is measured. */
export async function fillHours(path: string): Promise<Filled> {
  const db = openDatabase({
    path,
    applicationId: 0x4d4c6d63,
    migrations: loadMigrations(new URL('../src/store/migrations/', import.meta.url)),
  });
  const series = createSeriesStore(db, { maxSeries: 20_000, groupingsOf });
  const chunks = createChunkStore(db, Date.now);
  const rollup = createRollup({ series, store: createRollupStore(db, Date.now) });
  const described = Array.from({ length: SERIES }, (_, n) => {
    const [name, type] = n % 2 === 0 ? ['http_requests_total', 0] : ['http_request_duration_seconds', 1];
    const pair = Math.floor(n / 2);
    const status = ['200', '201', '404', '500', '503'][pair % 5] ?? '200';
    const labels = [
      ['endpoint', `/api/things/${Math.floor(pair / 10)}`],
      ['method', Math.floor(pair / 5) % 2 === 0 ? 'GET' : 'POST'],
      ['status', status],
    ] as const;
    return { name, type, value: 0, labels, time: 0 };
  });
  const ids = series.ensure(described);
  const now = Date.now();

  async function store(times: (n: number) => number, each: number): Promise<void> {
    const points = createPoints(ids.length * each);
    for (const [index, id] of ids.entries()) {
      for (let n = 0; n < each; n += 1) {
        addPoint(points, Math.floor(times(n)), id, ((id * 31 + (index * each + n) * 17) % 1000) / 1000);
      }
    }
    await chunks.append(points);
  }

  for (let hour = HOURS; hour >= 1; hour -= 1) {
    // All of an hour in one of its minutes: minutes are gone after a day in any case.
    await store((n) => now - hour * HOUR_MS + n, PER_HOUR);
    await rollup.settle();
    db.exec(`DELETE FROM minutes; DELETE FROM chunks`);
  }
  await store((n) => now - 5 * MINUTE_MS + n, 60);
  const startedAt = performance.now();
  await rollup.settle();
  const rollupMs = performance.now() - startedAt;
  const chunkBytes = db.prepare<[], number>('SELECT sum(length(points)) FROM chunks').pluck().get() ?? 0;
  db.exec('DELETE FROM chunks; VACUUM');
  const minuteBytes = measureMinutes(db, 'IS NULL');
  const sketchedMinuteBytes = measureMinutes(db, 'IS NOT NULL');
  const buckets = db.prepare<[], number>('SELECT count(*) FROM hours').pluck().get() ?? 1;
  closeDatabase(db);
  return { rollupMs, buckets, pointBytes: chunkBytes / (ids.length * 60), minuteBytes, sketchedMinuteBytes };
}

/** Bytes of a minute's row, in pages of nothing but such rows. */
function measureMinutes(db: Database, sketch: 'IS NULL' | 'IS NOT NULL'): number {
  const table = db.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'minutes'").pluck().get() ?? '';
  db.exec(`ATTACH ':memory:' AS aside; ${table.replace('TABLE minutes', 'TABLE aside.minutes')}`);
  db.exec(`INSERT INTO aside.minutes SELECT * FROM minutes WHERE sketch ${sketch}`);
  const bytes = db
    .prepare<[], number>("SELECT sum(pgsize) * 1.0 / sum(ncell) FROM dbstat('aside') WHERE name = 'minutes'")
    .pluck()
    .get();
  db.exec('DETACH aside');
  return bytes ?? Number.NaN;
}
