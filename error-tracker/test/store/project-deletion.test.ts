import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWriter, type Writer } from '@monlight/shared/writer';
import { createProjectDeletion } from '../../src/store/project-deletion.ts';
import { openStore } from '../alerts/support.ts';

describe('the deletion of a project', () => {
  it('ends a transaction when it has taken long enough, however few groups that were', async (t) => {
    const db = openStore(t);
    const insert = db.prepare(
      `INSERT INTO groups (fingerprint, project, exception_type, environment, count, first_seen, last_seen, message, traceback)
       VALUES (?, 'shop', '', '', 1, 0, 0, '', '')`,
    );
    for (let group = 0; group < 10; group += 1) insert.run(`${group}`);
    const perTransaction: unknown[] = [];
    const writer = createWriter(db);
    const write: Writer['write'] = async (change) => {
      const result = await writer.write(change);
      if (typeof result === 'number') perTransaction.push(result);
      return result;
    };
    let ms = 0;
    const deletion = createProjectDeletion(db, { ...writer, write }, () => (ms += 3));

    const removed = await deletion.remove('shop', new AbortController().signal);

    assert.equal(removed, 10);
    assert.deepEqual(perTransaction, [3, 3, 3, 1, 0]);
  });
});
