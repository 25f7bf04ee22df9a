import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openStore } from './open.ts';

describe('a container', () => {
  it('is written down when it is new or has changed, and not when it is found again as it was', (t) => {
    const { db, store } = openStore(t, { maxEntries: 10 });
    const shop = { name: 'shop-web-1', project: 'shop', service: 'web' };
    const id = store.containers.identify(shop);
    db.pragma('query_only = ON');

    const again = store.containers.identify(shop);

    assert.equal(again, id);
    assert.throws(() => store.containers.identify({ ...shop, service: 'api' }), /readonly/);
  });
});
