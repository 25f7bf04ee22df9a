import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendRaw } from '@monlight/shared/testing/raw-request';
import { startSmallService } from '../small-service.ts';

describe('a path that tries to leave the folder of the pages', () => {
  const paths = [
    '/../notes.db',
    '/assets/../index.html',
    '/assets/../../notes.db',
    '/assets/%2e%2e/index.html',
    '/assets/..%2findex.html',
    '/assets/..%2f..%2fnotes.db',
    '/assets/%2e%2e%2f%2e%2e%2fnotes.db',
    '/assets/..%252f..%252fnotes.db',
    '/assets/..%5c..%5cnotes.db',
    '/assets/..\\..\\notes.db',
    '/assets/..;/notes.db',
    '/assets//etc/passwd',
    '/assets/%2fetc%2fpasswd',
    '/assets/app.js%00.css',
    '/assets/app.js/',
    '/assets/./app.js',
    '/assets/app.js.br',
    '/assets/__proto__',
    '/assets/constructor',
    '/assets/%c0%ae%c0%ae%c0%afnotes.db',
    '/index.html',
    '/notes.db',
    'file:///etc/passwd',
  ];
  for (const path of paths) {
    it(`leads nowhere: ${path}`, async (t) => {
      const { url } = await startSmallService(t);

      const answer = await sendRaw(url, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);

      assert.match(answer, /^HTTP\/1\.1 40[014] [^]*\{"detail":"[\w .]+"\}$/);
      assert.doesNotMatch(answer, /export|SQLite|doctype|root:/);
    });
  }
});
