import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findOwnContainer } from '../../src/ingest/own-container.ts';

const ID = 'c0ffee'.padEnd(64, '0123456789');
const OTHER = 'dec0de'.padEnd(64, '0123456789');
const NOTHING = { mountinfo: '', cgroup: '', hostname: 'server' };

describe('findOwnContainer', () => {
  for (const [where, traces, expected] of [
    ['outside Docker', NOTHING, null],
    [
      'by the files that Docker mounts',
      {
        ...NOTHING,
        mountinfo: `700 690 254:1 /var/lib/docker/containers/${ID}/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda1 rw`,
      },
      ID,
    ],
    [
      'on another data root',
      {
        ...NOTHING,
        mountinfo: `702 690 254:1 /srv/docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/sdb rw\n`,
      },
      ID,
    ],
    [
      'with the log of another container mounted',
      {
        ...NOTHING,
        mountinfo: `703 690 254:1 /var/lib/docker/containers/${OTHER}/logs /logs ro - ext4 /dev/vda1 rw\n704 690 254:1 /var/lib/docker/containers/${ID}/hosts /etc/hosts rw - ext4 /dev/vda1 rw`,
      },
      ID,
    ],
    ['by a control group', { ...NOTHING, cgroup: `12:pids:/docker/${ID}\n11:cpu:/docker/${ID}` }, ID],
    ['by a control group of systemd', { ...NOTHING, cgroup: `0::/system.slice/docker-${ID}.scope\n` }, ID],
    ['by its host name', { ...NOTHING, cgroup: '0::/\n', hostname: ID.slice(0, 12) }, ID.slice(0, 12)],
    ['not by a host name of hexadecimal digits alone', { ...NOTHING, hostname: 'deadbeef' }, null],
  ] as const) {
    it(`finds ${expected === null ? 'nothing' : 'the container'} ${where}`, () => {
      const id = findOwnContainer(traces);

      assert.equal(id, expected);
    });
  }
});
