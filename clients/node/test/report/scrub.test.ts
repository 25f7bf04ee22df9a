import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reportOne } from '../support/report-one.ts';

/** Addresses beside those of the shared fixtures, and what is sent of them. */
const ADDRESSES = [
  ['https://ann:p@ss@shop.example/', 'https://ann:[scrubbed]@shop.example/'],
  ['https://ann@shop.example/?a=b:c@d', 'https://ann@shop.example/?a=b:c@d'],
  ['/in?user[password]=a&session_id=b', '/in?user[password]=[scrubbed]&session_id=[scrubbed]'],
  ['/in?%E0%A4%A=broken&token=a', '/in?%E0%A4%A=broken&token=[scrubbed]'],
  ['/token=a/b', '/token=a/b'],
  ['', ''],
];

describe('an address', () => {
  for (const [address = '', sent] of ADDRESSES) {
    it(`${address} is sent as ${sent}`, async (t) => {
      const body = await reportOne(t, new Error('any'), { requestUrl: address });

      assert.equal(body.request_url, sent);
    });
  }
});

describe('an extra of many values', () => {
  it('is sent with the first of them', async (t) => {
    const rows = Array.from({ length: 100 }, (_, row) =>
      Array.from({ length: 100 }, (__, column) => row * 100 + column),
    );

    const body = await reportOne(t, new Error('any'), { extra: { rows } });

    assert.deepEqual(body.extra.rows[0], rows[0]);
    assert.equal(body.extra.rows.at(-1), '[too much]');
    assert.ok(body.extra.rows.flat().length < 2200);
  });
});
