import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startErrorTracker } from '../start.ts';

describe('GET /api/errors/{id}', () => {
  it('gives the traceback in parts that are its text again, library code told apart', async (t) => {
    const { send, call } = await startErrorTracker(t);
    const traceback = [
      'Traceback (most recent call last):',
      '  File "/app/shop/cart.py", line 42, in add_item',
      '    return client.get(url)',
      '  File "/usr/lib/python3/dist-packages/httpx/_api.py", line 9, in get',
      'httpx.ConnectError: refused',
    ].join('\n');
    await send({ traceback });

    const { body } = await call('GET', '/api/errors/1');

    const parts: { text: string; file: string; line: number; function: string; kind: string }[] = body.frames;
    assert.equal(parts.map(({ text }) => text).join('\n'), traceback);
    assert.deepEqual(
      parts.map(({ kind, file, line, function: name }) => [kind, file, line, name]),
      [
        ['text', null, null, null],
        ['application', '/app/shop/cart.py', 42, 'add_item'],
        ['library', '/usr/lib/python3/dist-packages/httpx/_api.py', 9, 'get'],
        ['text', null, null, null],
      ],
    );
    assert.deepEqual(body.occurrences[0].frames, body.frames);
  });

  it('gives no line to a frame that names no file', async (t) => {
    const { send, call } = await startErrorTracker(t);
    await send({ traceback: 'TypeError: x\n    at Array.map (<anonymous>)\n    at run (/app/main.js:3:5)' });

    const { body } = await call('GET', '/api/errors/1');

    assert.deepEqual(
      body.frames.map(({ file, line }: { file: string; line: number }) => [file, line]),
      [
        [null, null],
        ['Array.map', null],
        ['/app/main.js', 3],
      ],
    );
  });
});
