import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { toContent, toHeldContent } from '../../src/alerts/content.ts';
import { createOutbox, type Alert, type DigestContent } from '../../src/store/outbox.ts';
import { DAY_MS, HOUR_MS } from '@monlight/shared/time';
import { content, createTime, openStore } from './support.ts';

function startOutbox(t: TestContext) {
  const db = openStore(t);
  const time = createTime();
  return { db, time, outbox: createOutbox(db, time.now) };
}

function digestIn(alerts: Alert[]): DigestContent {
  const digest = alerts.find((alert) => alert.kind === 'digest');
  assert.ok(digest?.kind === 'digest');
  return digest.content;
}

describe('the outbox', () => {
  it('gives a mail back as it was put in', (t) => {
    const { outbox, time } = startOutbox(t);

    outbox.enqueue('reopened', 7, content());

    assert.deepEqual(outbox.due(10), [
      { id: 1, kind: 'reopened', groupId: 7, createdAt: time.now(), attempts: 0, content: content() },
    ]);
  });

  it('keeps nothing of a transaction that fails', (t) => {
    const { outbox, db } = startOutbox(t);
    const ingest = db.transaction(() => {
      outbox.enqueue('created', 7, content());
      outbox.hold('created', 8, toHeldContent(content()));
      throw new Error('the report could not be recorded');
    });

    assert.throws(() => ingest.immediate(), /could not be recorded/);

    assert.deepEqual(outbox.counts(), { pending: 0, held: 0 });
  });

  it('forgets what a mail was made of once it was sent, and the mail after an hour', (t) => {
    const { outbox, db, time } = startOutbox(t);
    const rows = () => db.prepare('SELECT state, content FROM alerts').all();

    outbox.enqueue('created', 7, content());
    outbox.markSent(1);
    time.advance(HOUR_MS - 1);
    outbox.prune();
    const before = rows();
    time.advance(1);
    outbox.prune();

    assert.deepEqual(before, [{ state: 'sent', content: null }]);
    assert.deepEqual(rows(), []);
  });

  it('shows what failed for 30 days, newest first, until it is dismissed', (t) => {
    const { outbox, time } = startOutbox(t);

    for (const id of [1, 2, 3]) {
      outbox.enqueue('created', id, content());
      outbox.markFailed(id, `subject ${id}`, 'refused');
      time.advance(DAY_MS);
    }
    const newest = outbox.failed(2).map(({ subject }) => subject);
    time.advance(27 * DAY_MS);
    outbox.prune();
    const left = outbox.failed(20).map(({ id }) => id);
    outbox.dismissFailed();

    assert.deepEqual(newest, ['subject 3', 'subject 2']);
    assert.deepEqual(left, [3, 2]);
    assert.deepEqual(outbox.failed(20), []);
  });

  it('never uses an id again, since a Message-ID is made of it', (t) => {
    const { outbox } = startOutbox(t);

    outbox.enqueue('created', 1, content());
    outbox.markFailed(1, 'subject', 'refused');
    outbox.dismissFailed();
    outbox.enqueue('created', 2, content());

    assert.equal(outbox.due(1)[0]?.id, 2);
  });

  it('keeps a row small however big the report was', (t) => {
    const { outbox, db } = startOutbox(t);
    const huge = '"\0\n😀'.repeat(40_000);

    outbox.enqueue('created', 1, toContent(content({ message: huge, traceback: huge })));
    outbox.hold('created', 2, toHeldContent(content({ message: huge, traceback: huge })));

    const sizes = db.prepare<[], number>('SELECT length(CAST(content AS BLOB)) FROM alerts ORDER BY id').pluck().all();
    assert.ok((sizes[0] ?? 0) < 24_000 && (sizes[1] ?? 0) < 1500, String(sizes));
  });
});

describe('a digest in the outbox', () => {
  it('takes the place of all that was held, and of nothing else', (t) => {
    const { outbox, time } = startOutbox(t);
    const since = time.now();

    outbox.enqueue('created', 1, content());
    outbox.hold('created', 2, toHeldContent(content()));
    time.advance(1000);
    outbox.hold('reopened', 3, toHeldContent(content({ project: 'blog' })));
    outbox.digestHeld();
    outbox.digestHeld();

    const entry = { environment: 'prod', exceptionType: 'ValueError', message: 'no such item' };
    assert.deepEqual(outbox.counts(), { pending: 2, held: 0 });
    assert.deepEqual(digestIn(outbox.due(10)), {
      count: 2,
      since,
      until: since + 1000,
      projects: [
        { project: 'shop', count: 1, alerts: [{ kind: 'created', groupId: 2, ...entry }] },
        { project: 'blog', count: 1, alerts: [{ kind: 'reopened', groupId: 3, ...entry }] },
      ],
    });
  });

  it('lists a bounded number, and one error of each kind before a second of any', (t) => {
    const { outbox } = startOutbox(t);

    for (let id = 1; id <= 300; id += 1) outbox.hold('created', id, toHeldContent(content()));
    outbox.hold('created', 301, toHeldContent(content({ exceptionType: 'KeyError' })));
    outbox.hold('created', 302, toHeldContent(content({ project: 'blog' })));
    outbox.digestHeld();

    const { count, projects } = digestIn(outbox.due(1));
    assert.equal(count, 302);
    assert.deepEqual(
      projects.map(({ project, count: inProject, alerts }) => [project, inProject, alerts.length]),
      [
        ['shop', 301, 49],
        ['blog', 1, 1],
      ],
    );
    assert.deepEqual(
      projects[0]?.alerts.slice(0, 3).map(({ groupId }) => groupId),
      [1, 301, 2],
    );
  });

  it('stays bounded when every error is of another project', (t) => {
    const { outbox } = startOutbox(t);

    for (let id = 1; id <= 80; id += 1) outbox.hold('created', id, toHeldContent(content({ project: `p${id}` })));
    outbox.digestHeld();

    const { count, projects } = digestIn(outbox.due(1));
    assert.deepEqual([count, projects.length], [80, 50]);
  });

  it('does not count against the hourly limit', (t) => {
    const { outbox } = startOutbox(t);

    outbox.hold('created', 1, toHeldContent(content()));
    outbox.digestHeld();
    const whenOwed = outbox.countCharged();
    outbox.markSent(outbox.due(1)[0]?.id ?? 0);

    assert.deepEqual([whenOwed, outbox.countCharged()], [0, 0]);
  });
});
