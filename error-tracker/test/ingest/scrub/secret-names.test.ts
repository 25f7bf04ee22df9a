import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createIsSecret } from '../../../src/ingest/scrub/secret-names.ts';

const secret = [
  'password',
  'PASSWORD',
  'userPassword',
  'user.password',
  ' Cookie ',
  'HTTP_COOKIE',
  'HTTP_X_API_KEY',
  'APIKey',
  'api key',
  'OAuth2Token',
  'oauth2AccessKey',
  'X-Amz-Signature',
  'card[number]',
  'ключ_token',
  'pin',
  'PIN:',
  `${'x'.repeat(10_000)}_password`,
];
const open = [
  '',
  '-',
  'key',
  'author',
  'keyboard',
  'max_tokens',
  'secretary',
  'passenger',
  'shipping_pin',
  'pinned',
  'a-pi-key',
  'constructor',
  '__proto__',
];

describe('createIsSecret', () => {
  const isSecret = createIsSecret();
  for (const name of secret) it(`calls ${name.slice(-30)} secret`, () => assert.equal(isSecret(name), true));
  for (const name of open) it(`does not call '${name}' secret`, () => assert.equal(isSecret(name), false));

  it('takes more names, in any spelling and of any number of words', () => {
    const withOwn = createIsSecret(['taxId', 'date-of-birth of child']);

    const judged = ['customer_tax_id', 'TAXID', 'tax', 'dateOfBirthOfChild', 'x.date of birth.of child', 'birth'];

    assert.deepEqual(judged.map(withOwn), [true, true, false, true, true, false]);
  });

  it('gives the same answer however many names came before', () => {
    const names = Array.from({ length: 5000 }, (_, index) => (index % 7 === 0 ? `token_${index}` : `name_${index}`));

    const answers = [...names, ...names.toReversed()].map(isSecret);

    assert.equal(answers.filter(Boolean).length, 2 * names.filter((name) => name.startsWith('token')).length);
  });
});
