import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { networkOf } from '@monlight/shared/network';

describe('networkOf', () => {
  const addresses: [address: string, network: string][] = [
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
    ['x'.repeat(1000), 'x'.repeat(64)],
    [`${'1'.repeat(1000)}::`, '1'.repeat(64)],
    [':'.repeat(1000), '0:0:0:0::/64'],
  ];
  for (const [address, network] of addresses) {
    it(`takes ${JSON.stringify(address.slice(0, 40))} for ${JSON.stringify(network.slice(0, 40))}`, () => {
      assert.equal(networkOf(address), network);
    });
  }
});
