import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { fingerprint, GROUPING_VERSION } from '../../src/ingest/fingerprint.ts';

const validation = '  File "/app/app/utils/validation.py", line 56, in check\n    raise error';

/** The contract's, word by word. */
const vectors: [md5: string, project: string, exception_type: string, traceback: string][] = [
  ['262b08683423235fb83752b321e50834', 'flowrent', 'ValueError', validation],
  ['33906e1ee93e81c492513a85506fc777', 'flowrent', 'TypeError', validation],
  ['a72eedb3118276b3d34e61d4e52f4b76', 'flowrent', 'RuntimeError', 'File "/app/main.py", line 5'],
  ['da4247c93784d022fd363fb2b0b1b034', 'test', 'Err', 'tb'],
  ['bfe948320647333075d782d84349909c', 'e2e-test', 'TestError', 'File "/app/test.py", line 42, in test'],
  ['ae8279c0dba924bfc9461e549ed5a256', 'myapp', 'TypeError', 'at doWork (http://example.com/app.js:42:15)'],
  ['3a94d024ac9a9e741e08de3a0c770e41', 'myapp', 'TypeError', 'handleClick@http://example.com/static/app.js:42:15'],
];

describe('fingerprint', () => {
  for (const [md5, project, exception_type, traceback] of vectors) {
    it(`is the contract's for ${project}, ${exception_type}, ${JSON.stringify(traceback)}`, () => {
      const actual = fingerprint({ project, exception_type, traceback });

      assert.equal(actual, md5);
    });
  }

  it('is the same with everything around the frame that is not part of it', () => {
    const around = `Traceback (most recent call last):
  File "/app/main.py", line 5, in <module>
    check(1)
${validation}
  File "/usr/local/lib/python3.12/site-packages/attr/validators.py", line 9, in validate
ValueError: another message`;

    const actual = fingerprint({ project: 'flowrent', exception_type: 'ValueError', traceback: around });

    assert.equal(actual, '262b08683423235fb83752b321e50834');
  });

  it("takes the client's own in place of the location", () => {
    const report = { project: 'p', exception_type: 'E', traceback: validation };

    const own = fingerprint({ ...report, fingerprint: 'checkout' });
    const other = fingerprint({ ...report, traceback: 'tb', fingerprint: 'checkout' });

    assert.equal(own, hash('md5', 'p:E:checkout'));
    assert.equal(other, own);
  });

  it("takes an empty one of the client's for none", () => {
    const report = { project: 'p', exception_type: 'E', traceback: validation };

    const empty = fingerprint({ ...report, fingerprint: '' });

    assert.equal(empty, fingerprint(report));
  });

  it('is made of the UTF-8 bytes', () => {
    const actual = fingerprint({ project: 'größe', exception_type: 'E', traceback: '' });

    assert.equal(actual, hash('md5', Buffer.from('größe:E:')));
  });

  it('tells the version of its rules, which have not changed', () => {
    assert.equal(GROUPING_VERSION, 1);
  });
});
