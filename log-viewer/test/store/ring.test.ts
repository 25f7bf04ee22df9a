import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { ALL, openStore } from './open.ts';

describe('the ring buffer', () => {
  it('shows exactly the newest entries, however many are added at once', (t) => {
    const { reads, add } = openStore(t, { maxEntries: 2500 });
    const seen: number[] = [];

    for (const size of [1, 2499, 1, 999, 3000, 1, 7000]) {
      add(Array.from({ length: size }, () => ({})));
      seen.push(reads.page({ filter: ALL, limit: 1, offset: 0, before: null }).total);
    }

    assert.deepEqual(seen, [1, 2500, 2500, 2500, 2500, 2500, 2500]);
  });

  it('drops whole partitions, so that little more is on disk than is shown', (t) => {
    const { db, store, add } = openStore(t, { maxEntries: 16_000 });

    for (let n = 0; n < 60; n += 1) add(Array.from({ length: 1000 }, () => ({})));

    const first = db.prepare('SELECT min(first_id) FROM partitions').pluck().get() as number;
    const blocks = db.prepare('SELECT count(*) FROM blocks').pluck().get() as number;
    assert.ok(store.lastId() - first < 17_000);
    assert.ok(blocks <= 68);
  });

  it('drops a large partition in steps, with a restart between any two of them, and shows nothing of it meanwhile', (t) => {
    const maxEntries = 32 * 5000;
    const { db, containers, reads, reopen } = openStore(t, { maxEntries });
    const noise = randomBytes(5000).toString('hex');
    const tables = () =>
      db.prepare("SELECT count(*) FROM sqlite_schema WHERE name GLOB 'entries_[0-9]*'").pluck().get() as number;
    const batch = (size: number, length: number) =>
      Array.from({ length: size }, (_, n) => ({
        id: 0,
        time: 1_700_000_000_000 + n,
        container: containers[1] ?? 0,
        stream: 0,
        level: 1,
        message: `${n}${noise.slice(n, n + length)}`,
      }));
    // One message a pack, in the first partition only.
    reopen().commit({ fresh: batch(1500, 8000), amended: [], cursors: [] });
    reopen().commit({ fresh: batch(3500, 0), amended: [], cursors: [] });
    for (let n = 0; n < 32; n += 1) reopen().commit({ fresh: batch(5000, 0), amended: [], cursors: [] });
    const whole = tables();

    const steps: { tables: number; packs: number }[] = [];
    while (tables() === whole && steps.length < 10) {
      reopen().dropPassed(() => []);
      const { total, byLevel } = reads.summary();
      const page = reads.page({ filter: { ...ALL, levels: [1] }, limit: 1, offset: maxEntries - 1, before: null });
      assert.deepEqual(
        [total, byLevel.get(1), page.total, page.rows[0]?.id],
        [maxEntries, maxEntries, maxEntries, 5001],
      );
      assert.equal(reads.entry(1), null);
      assert.equal(reopen().find(1), undefined);
      steps.push({
        tables: tables(),
        packs: db.prepare('SELECT count(*) FROM packs WHERE last_id <= 5000').pluck().get() as number,
      });
    }

    assert.ok(steps.length > 2);
    assert.ok(steps.every(({ packs }, n) => n === 0 || packs < (steps[n - 1]?.packs ?? 0)));
    assert.deepEqual(steps.at(-1), { tables: whole - 1, packs: 0 });
  });

  it('drops the oldest when the database has grown too large', (t) => {
    const maxBytes = 4 * 1024 * 1024;
    const { db, store, reads, add } = openStore(t, { maxEntries: 1_000_000, maxBytes });

    for (let n = 0; n < 120; n += 1)
      add(Array.from({ length: 100 }, (_, index) => ({ message: `${n} ${'word '.repeat(200)} ${index}` })));

    const pages = db.pragma('page_count', { simple: true }) as number;
    const { total } = reads.summary();
    assert.ok(pages * 4096 < 1.5 * maxBytes);
    assert.ok(total > 1000 && total < 12_000);
    assert.equal(store.size(), total);
  });

  it('gives space that it will not use again back to the file system', (t) => {
    const { db, store, add } = openStore(t, { maxEntries: 10_000 });
    const noise = () => randomBytes(250).toString('hex');
    for (let n = 0; n < 20; n += 1) add(Array.from({ length: 1000 }, () => ({ message: noise() })));
    const before = db.pragma('page_count', { simple: true }) as number;

    for (let n = 0; n < 20; n += 1) add(Array.from({ length: 1000 }, () => ({ message: 'x' })));
    for (let n = 0; n < 100; n += 1) store.shrink();

    assert.ok((db.pragma('page_count', { simple: true }) as number) < before / 2);
  });

  it('forgets the names of containers of which nothing is left, but those that are followed', (t) => {
    const { store, reads, containers, add } = openStore(t, { maxEntries: 1000 });
    add([{ container: containers[0] ?? 0 }, { container: containers[2] ?? 0 }]);

    for (let n = 0; n < 4; n += 1) {
      const fresh = Array.from({ length: 1000 }, () => ({
        id: 0,
        time: 1,
        container: containers[1] ?? 0,
        stream: 0,
        level: 1,
        message: '',
      }));
      store.commit({ fresh, amended: [], cursors: [] });
      store.dropPassed(() => ['db']);
    }

    assert.deepEqual(
      reads.containers().map(({ name }) => name),
      ['db', 'web'],
    );
  });

  it('goes on after a restart where it was', (t) => {
    const { reads, add, reopen } = openStore(t, { maxEntries: 1500 });
    add(Array.from({ length: 1700 }, () => ({})));

    const store = reopen();
    const fresh = [{ id: 0, time: 1, container: 1, stream: 0, level: 1, message: 'next' }];
    store.commit({ fresh, amended: [], cursors: [] });
    store.dropPassed(() => []);

    assert.equal(fresh[0]?.id, 1701);
    assert.equal(store.size(), 1500);
    assert.equal(reads.entry(1701)?.message, 'next');
    assert.equal(reads.entry(201), null);
  });

  it('finds an entry by its longer text once it was amended, and not by what it no longer is', (t) => {
    const { store, reads, add } = openStore(t, { maxEntries: 100 });
    const [entry] = add([{ message: '{"level":', level: 1 }]);
    assert.ok(entry);

    store.commit({ fresh: [], amended: [{ ...entry, message: '{"level":"error"}', level: 3 }], cursors: [] });
    const search = (match: string) => ({ ...ALL, search: { match, rest: [] } });
    const found = reads.page({ filter: search('"error"'), limit: 10, offset: 0, before: null });
    const asInfo = reads.page({ filter: { ...ALL, levels: [1] }, limit: 10, offset: 0, before: null });

    assert.equal(found.rows[0]?.message, '{"level":"error"}');
    assert.equal(found.total, 1);
    assert.equal(asInfo.total, 0);
    assert.deepEqual(
      [...reads.summary().byLevel].filter(([, count]) => count > 0),
      [[3, 1]],
    );
  });

  it('changes nothing when a batch cannot be stored, and takes it the next time', (t) => {
    const { db, store, reads, containers } = openStore(t, { maxEntries: 100 });
    const fresh = [{ id: 0, time: 1, container: containers[1] ?? 0, stream: 0, level: 1, message: 'one' }];
    db.pragma('query_only = ON');

    assert.throws(() => store.commit({ fresh, amended: [], cursors: [['id', '{}']] }), /readonly/);
    db.pragma('query_only = OFF');
    store.commit({ fresh, amended: [], cursors: [['id', '{}']] });

    assert.equal(fresh[0]?.id, 1);
    assert.equal(reads.summary().total, 1);
    assert.equal(store.containers.cursor('id'), '{}');
  });
});
