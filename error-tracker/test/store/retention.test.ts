import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { startErrorTracker } from '../start.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');

describe('retention', () => {
  it('forgets resolved groups 90 days after they were resolved, gives their space back, and keeps open ones', async (t) => {
    const folder = temporaryFolder(t);
    const clock = { now: START };
    const first = await startErrorTracker(t, { folder, now: () => clock.now });
    const ids: number[] = [];
    for (let index = 0; index < 250; index += 1) {
      ids.push((await first.send({ fingerprint: `group ${index}`, message: 'x'.repeat(10_000) })).body.id);
    }
    const [open = 0, fresh = 0, ...old] = ids;
    for (const chunk of [old.slice(0, 200), old.slice(200)]) {
      await first.call('POST', '/api/errors/bulk', { ids: chunk, action: 'resolve' });
    }
    clock.now += DAY;
    await first.call('POST', `/api/errors/${fresh}/resolve`);
    await first.stop();
    const sizeBefore = statSync(join(folder, 'error-tracker.db')).size;

    clock.now = START + 90 * DAY + 1;
    const second = await startErrorTracker(t, { folder, now: () => clock.now });
    let left: number[] = [];
    do {
      const { body } = await second.call('GET', '/api/errors?resolved=all&limit=200');
      left = body.errors.map(({ id }: { id: number }) => id);
    } while (left.length > 2);
    await second.stop();

    assert.deepEqual(left, [fresh, open]);
    assert.deepEqual(
      second.log.filter(({ msg }) => msg === 'forgot resolved errors').map(({ removed }) => removed),
      [248],
    );
    assert.ok(statSync(join(folder, 'error-tracker.db')).size < sizeBefore / 10);
  });

  it('forgets hours that no trend shows any more', async (t) => {
    const folder = temporaryFolder(t);
    const clock = { now: START };
    const first = await startErrorTracker(t, { folder, now: () => clock.now });
    await first.send();
    await first.stop();

    clock.now += 31 * DAY;
    const second = await startErrorTracker(t, { folder, now: () => clock.now });
    const hours = second.db.prepare<[], number>('SELECT count(*) FROM group_hours').pluck();
    while ((hours.get() ?? 0) > 0) await second.call('GET', '/health');

    assert.equal((await second.call('GET', '/api/errors/1')).body.count, 1);
  });
});
