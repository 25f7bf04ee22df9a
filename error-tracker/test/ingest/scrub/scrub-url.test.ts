import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scrubUrl } from '../../../src/ingest/scrub/scrub-url.ts';
import { createIsSecret } from '../../../src/ingest/scrub/secret-names.ts';

const urls: [sent: string, kept: string][] = [
  ['', ''],
  ['/', '/'],
  ['?token', '?token'],
  ['?token=', '?token=[scrubbed]'],
  ['?token=a=b&x=1', '?token=[scrubbed]&x=1'],
  ['?x=1;token=a', '?x=1;token=[scrubbed]'],
  [
    '/in?q=token&api%5Fkey=k#state=1&access_token=t',
    '/in?q=token&api%5Fkey=[scrubbed]#state=1&access_token=[scrubbed]',
  ],
  ['/in?%E0%A4%A=1&%E0%A4%A_token=2', '/in?%E0%A4%A=1&%E0%A4%A_token=[scrubbed]'],
  ['https://ann:hunter2@shop.example/a@b:c?mail=a:b@c', 'https://ann:[scrubbed]@shop.example/a@b:c?mail=a:b@c'],
  ['https://ann:hunt:er@2@shop.example', 'https://ann:[scrubbed]@shop.example'],
  ['//ann:hunter2@shop.example/', '//ann:[scrubbed]@shop.example/'],
  ['postgres://:hunter2@db/shop', 'postgres://:[scrubbed]@db/shop'],
  ['https://ann@shop.example:8443/', 'https://ann@shop.example:8443/'],
  ['https://[::1]:5010/?page=2', 'https://[::1]:5010/?page=2'],
];

describe('scrubUrl', () => {
  for (const [sent, kept] of urls) {
    it(`makes ${kept || 'nothing'} of ${sent || 'nothing'}, and leaves that as it is`, () => {
      const isSecret = createIsSecret();

      const once = scrubUrl(sent, isSecret);
      const twice = scrubUrl(once, isSecret);

      assert.deepEqual([once, twice], [kept, kept]);
    });
  }
});
