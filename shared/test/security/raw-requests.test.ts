import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendRaw } from '@monlight/shared/testing/raw-request';
import { API_KEY, startSmallService } from '../small-service.ts';

const HEAD = `Host: a\r\nX-API-Key: ${API_KEY}\r\n`;
const BODY = '{"text":"a"}';
/** What would be a request of its own if the one before it were read another way. */
const HIDDEN = `GET /api/notes?limit=1 HTTP/1.1\r\n${HEAD}\r\n`;

function post(headers: string, body: string): string {
  return `POST /api/notes HTTP/1.1\r\n${HEAD}${headers}\r\n\r\n${body}`;
}

describe('a request that a proxy and the service could read differently', () => {
  const requests: [what: string, bytes: string][] = [
    ['both a length and chunks', post('Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${HIDDEN}`)],
    ['both chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 4', `0\r\n\r\n${HIDDEN}`)],
    ['two lengths', post('Content-Length: 12\r\nContent-Length: 1', BODY)],
    ['the same length twice', post('Content-Length: 12\r\nContent-Length: 12', BODY)],
    ['a list of lengths', post('Content-Length: 12, 12', BODY)],
    ['a length with a sign', post('Content-Length: +12', BODY)],
    ['a negative length', post('Content-Length: -1', BODY)],
    ['a hexadecimal length', post('Content-Length: 0xc', BODY)],
    ['a length that no number holds', post(`Content-Length: ${'9'.repeat(30)}`, BODY)],
    ['a folded header', post('Content-Length: 12\r\nX-Folded: a\r\n b', BODY)],
    ['a folded length', post('Content-Length:\r\n 12', BODY)],
    ['an encoding that is hidden by a fold', post('Transfer-Encoding:\r\n chunked', `0\r\n\r\n${HIDDEN}`)],
    ['an encoding that is hidden by a blank', post('Transfer-Encoding : chunked', `0\r\n\r\n${HIDDEN}`)],
    ['an encoding that nobody knows', post('Transfer-Encoding: xchunked', `0\r\n\r\n${HIDDEN}`)],
    ['chunks that are not the last encoding', post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${HIDDEN}`)],
    ['two encodings', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', `0\r\n\r\n${HIDDEN}`)],
    ['a chunk without a size', post('Transfer-Encoding: chunked', `zz\r\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk that is longer than it says', post('Transfer-Encoding: chunked', `2\r\n{}X\r\n0\r\n\r\n${HIDDEN}`)],
    ['a chunk that ends with LF', post('Transfer-Encoding: chunked', `2\n{}\n0\n\n${HIDDEN}`)],
    ['a chunk whose extension ends with LF', post('Transfer-Encoding: chunked', `2;a\n{}\r\n0\r\n\r\n${HIDDEN}`)],
    ['chunks in HTTP/1.0', post('Transfer-Encoding: chunked', `0\r\n\r\n${HIDDEN}`).replace('HTTP/1.1', 'HTTP/1.0')],
    ['lines that end with LF', `GET /api/notes HTTP/1.1\nHost: a\nX-API-Key: ${API_KEY}\n\n`],
    ['a header that ends with LF', post('X-One: a\nContent-Length: 12', BODY)],
    ['a header that ends with CR', post('X-One: a\rContent-Length: 12', BODY)],
    ['a NUL in a header', post('X-One: a\0b\r\nContent-Length: 12', BODY)],
    ['a blank in a header’s name', post('X One: a\r\nContent-Length: 12', BODY)],
    ['a blank before the first header', `GET /api/notes HTTP/1.1\r\n X-One: a\r\n${HEAD}\r\n`],
    ['no host', `GET /api/notes HTTP/1.1\r\nX-API-Key: ${API_KEY}\r\n\r\n`],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a version that is none', `GET /api/notes HTTP/3.7\r\n${HEAD}\r\n`],
  ];
  for (const [what, bytes] of requests) {
    it(`is refused with its connection: ${what}`, async (t) => {
      const { url, lines } = await startSmallService(t);

      const answer = await sendRaw(url, bytes);

      assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
      assert.match(answer, /\r\nConnection: close\r\n/i);
      assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1, 'what follows is not taken for a request');
      assert.deepEqual(
        lines.filter(({ level }) => level === 'ERROR'),
        [],
      );
    });
  }

  it('is refused with its connection when its headers are larger than 16 KiB', async (t) => {
    const { url } = await startSmallService(t);

    const large = await sendRaw(url, post(`X-One: ${'a'.repeat(20_000)}`, ''));
    const many = await sendRaw(url, post(Array.from({ length: 3000 }, (_, n) => `X-${n}: a`).join('\r\n'), ''));

    for (const answer of [large, many]) {
      assert.match(answer, /^HTTP\/1\.1 431 [^]*\{"detail":"Request headers exceed maximum size"\}$/);
    }
  });
});

describe('a body that looks like a request', () => {
  const last = `Connection: close\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`;
  const requests: [what: string, bytes: string, status: number][] = [
    ['is thrown away where nothing asks for it', `GET /api/notes HTTP/1.1\r\n${HEAD}${last}`, 200],
    ['is thrown away when the key is wrong', `POST /api/notes HTTP/1.1\r\nHost: a\r\nX-API-Key: wrong\r\n${last}`, 401],
    ['is thrown away on a path that leads nowhere', `POST /nowhere HTTP/1.1\r\n${HEAD}${last}`, 404],
    ['is never an upgrade', `POST /api/notes HTTP/1.1\r\n${HEAD}Upgrade: websocket\r\n${last}`, 400],
  ];
  for (const [what, bytes, status] of requests) {
    it(what, async (t) => {
      const { url } = await startSmallService(t);

      const answer = await sendRaw(url, bytes);

      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1);
    });
  }

  it('is not tunnelled anywhere', async (t) => {
    const { url } = await startSmallService(t);

    const answer = await sendRaw(url, `CONNECT example.com:80 HTTP/1.1\r\n${HEAD}\r\n${HIDDEN}`);

    assert.equal(answer, '');
  });
});
