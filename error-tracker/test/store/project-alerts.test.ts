import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createWriter } from '@monlight/shared/writer';
import { toContent, toHeldContent } from '../../src/alerts/content.ts';
import { toReport } from '../../src/ingest/report.ts';
import { createScrubber } from '../../src/ingest/scrub/scrub.ts';
import { createGroupStore } from '../../src/store/groups.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { createProjectDeletion } from '../../src/store/project-deletion.ts';
import { content, createTime, openStore } from '../alerts/support.ts';

function startStores(t: TestContext) {
  const db = openStore(t);
  const { now } = createTime();
  const groups = createGroupStore(db, now);
  const deletion = createProjectDeletion(db, createWriter(db));
  return {
    db,
    outbox: createOutbox(db, now),
    /** A new group's id. */
    group: (project: string, fingerprint = 'a'): number => {
      const wire = { project, fingerprint, exception_type: 'E', message: 'hunter2', traceback: '' };
      return groups.record([toReport(wire, { now: now(), scrub: createScrubber() })])[0]?.receipt.id ?? 0;
    },
    forget: (id: number) => groups.apply('delete', id),
    remove: (project: string) => deletion.remove(project, new AbortController().signal),
    /** What is left of the outbox, in order. */
    left: () =>
      db.prepare(`SELECT state, group_id AS "group", content ->> 'project' AS project FROM alerts ORDER BY id`).all(),
  };
}

describe('the mails of a deleted project', () => {
  it('go with it, those of other projects stay', async (t) => {
    const { outbox, group, remove, left } = startStores(t);
    const shop = group('shop');
    const other = group('other');
    for (const [id, project] of [
      [shop, 'shop'],
      [other, 'other'],
    ] as const) {
      outbox.enqueue('created', id, toContent(content({ project })));
      outbox.hold('reopened', id, toHeldContent(content({ project })));
    }

    assert.equal(await remove('shop'), 1);

    assert.deepEqual(left(), [
      { state: 'pending', group: other, project: 'other' },
      { state: 'held', group: other, project: 'other' },
    ]);
  });

  it('go with it when their groups went before', async (t) => {
    const { outbox, group, forget, remove, left } = startStores(t);
    const id = group('shop');
    outbox.enqueue('created', id, toContent(content({ project: 'shop' })));
    outbox.enqueue('created', id, toContent(content({ project: 'shop' })));
    outbox.markFailed(2, '[shop] E: hunter2', 'refused');
    forget(id);

    const first = await remove('shop');
    const second = await remove('shop');

    assert.deepEqual([first, second], [0, null]);
    assert.deepEqual(left(), []);
  });

  it('are known by their groups where a mail writes the name in another way', async (t) => {
    const { outbox, group, remove, left } = startStores(t);
    const id = group('web\nshop');
    outbox.hold('created', id, toHeldContent(content({ project: 'web\nshop' })));
    assert.notDeepEqual(left(), [{ state: 'held', group: id, project: 'web\nshop' }]);

    await remove('web\nshop');

    assert.deepEqual(left(), []);
  });

  it('leave those that were sent as a number for the hourly limit, and failed ones of projects with a like name', async (t) => {
    const { outbox, group, remove, left } = startStores(t);
    const id = group('shop');
    const longer = group('shop] E');
    outbox.enqueue('created', id, toContent(content({ project: 'shop' })));
    outbox.markSent(1);
    outbox.enqueue('created', longer, toContent(content({ project: 'shop2' })));
    outbox.markFailed(2, '[shop2] E: hunter2', 'refused');

    await remove('shop');

    assert.deepEqual(left(), [
      { state: 'sent', group: id, project: null },
      { state: 'failed', group: longer, project: null },
    ]);
  });

  it('are taken out of a digest, which goes when nothing else is in it', async (t) => {
    const { outbox, group, remove, left } = startStores(t);
    for (const project of ['shop', 'shop', 'other']) {
      outbox.hold('created', group(project, `${Math.random()}`), toHeldContent(content({ project })));
    }
    outbox.digestHeld();

    await remove('shop');
    const [digest] = outbox.due(1);
    await remove('other');

    assert.ok(digest?.kind === 'digest');
    assert.equal(digest.content.count, 1);
    assert.deepEqual(
      digest.content.projects.map(({ project, count }) => [project, count]),
      [['other', 1]],
    );
    assert.deepEqual(left(), []);
  });

  it('are found in an outbox of any length', async (t) => {
    const { db, outbox, group, remove, left } = startStores(t);
    const id = group('shop');
    db.transaction(() => {
      for (let alert = 0; alert < 1000; alert += 1) {
        const project = alert % 2 === 0 ? 'shop' : 'other';
        outbox.hold('created', project === 'shop' ? id : 0, toHeldContent(content({ project })));
      }
    }).immediate();

    await remove('shop');

    assert.equal(left().length, 500);
  });
});
