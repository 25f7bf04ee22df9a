import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compose, composeTest } from '../../src/alerts/compose.ts';
import { toContent } from '../../src/alerts/content.ts';
import type { Mail } from '../../src/alerts/mail.ts';
import type { AlertContent, AlertKind, DigestContent } from '../../src/store/outbox.ts';
import { content } from './support.ts';

const BASE_URL = 'https://errors.example.com';

function mailOf(fields: Partial<AlertContent>, kind: AlertKind = 'created', baseUrl = BASE_URL): Mail {
  const alert = { id: 1, createdAt: 0, attempts: 0, kind, groupId: 7, content: toContent(content(fields)) };
  return compose(alert, baseUrl);
}

function digestOf(fields: Partial<DigestContent>): Mail {
  const time = Date.parse('2026-01-23T15:30:00Z');
  const digest = { count: 0, since: time, until: time, projects: [], ...fields };
  return compose({ id: 1, createdAt: 0, attempts: 0, kind: 'digest', groupId: null, content: digest }, BASE_URL);
}

describe('the subject of a mail', () => {
  const cases: [name: string, fields: Partial<AlertContent>, subject: string][] = [
    ['names project, type and message', {}, '[shop] ValueError: no such item'],
    ['shows 50 characters of the message', { message: 'x'.repeat(51) }, `[shop] ValueError: ${'x'.repeat(50)}`],
    ['counts an emoji as one character', { message: '😀'.repeat(51) }, `[shop] ValueError: ${'😀'.repeat(50)}`],
    ['has no colon behind the type when there is no message', { message: '' }, '[shop] ValueError'],
    ['has blanks for line breaks', { message: 'a\nb\u2028c' }, '[shop] ValueError: a b c'],
    [
      'takes no header from the message',
      { message: 'x\r\nBcc: eve@example.com' },
      '[shop] ValueError: x Bcc: eve@example.com',
    ],
    ['takes no header from the project', { project: 'a\r\nBcc: e' }, '[a Bcc: e] ValueError: no such item'],
    ['takes no header from the type', { exceptionType: 'E\nBcc: e' }, '[shop] E Bcc: e: no such item'],
    ['has blanks for control characters', { message: 'a\0b\x1b[31mc\x7fd\x85e' }, '[shop] ValueError: a b [31mc d e'],
    ['has no halves of characters', { message: '\ud83d!' }, '[shop] ValueError: \ufffd!'],
  ];
  for (const [name, fields, subject] of cases) {
    it(name, () => {
      assert.equal(mailOf(fields).subject, subject);
    });
  }

  it('says that an error has come back', () => {
    assert.equal(mailOf({}, 'reopened').subject, '[shop] Regression: ValueError: no such item');
  });
});

describe('a mail about an error', () => {
  const told = {
    project: 'shop',
    environment: 'prod',
    exceptionType: 'ValueError',
    message: 'no such item',
    requestUrl: 'https://shop.example.com/cart',
    traceback: 'File "/app/cart.py", line 12',
  };

  it('tells all of it as text', () => {
    const { text } = mailOf({ ...told, requestMethod: 'POST' });

    assert.equal(
      text,
      `New error in shop (prod)

Project:      shop
Environment:  prod
Type:         ValueError
Message:      no such item
Request:      POST https://shop.example.com/cart
Time:         2026-01-23 15:30:00 UTC

Open the error: https://errors.example.com/errors/7

File "/app/cart.py", line 12`,
    );
  });

  it('tells all of it as HTML', () => {
    const { html } = mailOf(told);

    for (const value of ['New error in shop (prod)', '>ValueError<', '>no such item<', '>2026-01-23 15:30:00 UTC<']) {
      assert.ok(html.includes(value), value);
    }
    assert.ok(html.includes('>GET https://shop.example.com/cart<'));
    assert.ok(html.includes('File &quot;/app/cart.py&quot;, line 12</pre>'));
    assert.ok(html.includes('<a href="https://errors.example.com/errors/7">'));
  });

  it('leaves out what the report does not have', () => {
    const { text, html } = mailOf({ message: '', requestMethod: null, requestUrl: null, traceback: '' });

    assert.doesNotMatch(text, /Message|Request|null/);
    assert.doesNotMatch(html, /Message|Request|null|<pre/);
  });

  it('links to the error when the base address ends with a slash or has a path', () => {
    assert.match(mailOf({}, 'created', 'https://a.example/').text, /: https:\/\/a\.example\/errors\/7\n/);
    assert.match(mailOf({}, 'created', 'https://a.example/x/').html, /"https:\/\/a\.example\/x\/errors\/7"/);
  });

  it('says of a regression that it was resolved', () => {
    assert.match(mailOf({}, 'reopened').text, /^Regression in shop \(prod\): a resolved error is back\n/);
  });

  for (const field of ['project', 'environment', 'exceptionType', 'message', 'requestUrl', 'traceback'] as const) {
    it(`escapes HTML in ${field}`, () => {
      const { html } = mailOf({ [field]: `<script>alert("1")</script>'&` });

      assert.ok(html.includes('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;'));
      assert.ok(!html.includes('<script'));
    });
  }

  it('shows a traceback of 12 KiB whole', () => {
    const traceback = 'x'.repeat(12 * 1024);

    assert.ok(mailOf({ traceback }).text.endsWith(`\n\n${traceback}`));
  });

  it('cuts a longer traceback between characters and says so', () => {
    const { text } = mailOf({ traceback: `x${'😀'.repeat(10_000)}` });
    const shown = text.slice(text.indexOf('\n\nx') + 2);
    const [head = '', mark] = shown.split('\n');

    assert.equal(Buffer.byteLength(head), 1 + 4 * Math.floor((12 * 1024 - 1) / 4));
    assert.doesNotMatch(head, /\ufffd/);
    assert.equal(mark, '… cut here: 12 of 40 KiB');
  });

  it('stays small however long the message is', () => {
    const { text } = mailOf({ message: 'm'.repeat(250_000) });

    assert.ok(text.length < 6000);
    assert.match(text, /m\n… cut here: 4 of 245 KiB\n/);
  });

  it('has line breaks and tabs, but no control characters and no halves of characters', () => {
    const { text } = mailOf({ message: '', traceback: 'a\r\n\tb\x1b[31mc\0\rd\ud83d' });

    assert.ok(text.endsWith('\n\na\n\tb [31mc \nd\ufffd'));
  });

  it('sets no colours that dark mode could make unreadable', () => {
    const colours = mailOf({}).html.match(/(?:color|background)[^:;"]*:[^;"]+/g);

    assert.deepEqual(new Set(colours), new Set(['color:#808080']));
  });
});

describe('a digest', () => {
  const entry = { kind: 'created' as const, groupId: 7, environment: 'prod', exceptionType: 'KeyError', message: 'x' };

  it('lists what was held back by project, each with its link', () => {
    const projects = [
      { project: 'shop', count: 2, alerts: [entry, { ...entry, groupId: 8, kind: 'reopened' as const }] },
      { project: 'blog', count: 1, alerts: [{ ...entry, groupId: 9, message: '' }] },
    ];
    const { subject, text, html } = digestOf({ count: 3, projects });

    assert.equal(subject, '[Monlight] 3 more errors were held back');
    assert.equal(
      text,
      `3 more errors were held back
Received between 2026-01-23 15:30:00 UTC and 2026-01-23 15:30:00 UTC, over the limit of mails an hour (ALERT_LIMIT_PER_HOUR).

shop: 2
- KeyError: x (prod)
  https://errors.example.com/errors/7
- Regression: KeyError: x (prod)
  https://errors.example.com/errors/8

blog: 1
- KeyError (prod)
  https://errors.example.com/errors/9

Open the error tracker: https://errors.example.com
`,
    );
    for (const id of [7, 8, 9]) assert.ok(html.includes(`<a href="${BASE_URL}/errors/${id}">`));
  });

  it('counts what it does not list', () => {
    const projects = [{ project: 'shop', count: 40, alerts: [entry] }];
    const { text, html } = digestOf({ count: 100, projects });

    for (const part of [text, html]) {
      assert.match(part, /and 39 more\b/);
      assert.match(part, /And 60 more in other projects\./);
    }
  });

  it('speaks of one error as one', () => {
    assert.equal(digestOf({ count: 1 }).subject, '[Monlight] 1 more error was held back');
  });

  it('escapes HTML', () => {
    const { html } = digestOf({
      count: 1,
      projects: [{ project: '<b>', count: 1, alerts: [{ ...entry, message: '<i>' }] }],
    });

    assert.ok(html.includes('&lt;b&gt;: 1') && html.includes('KeyError: &lt;i&gt; (prod)'));
  });
});

describe('the test mail', () => {
  it('says that it is one and where it comes from', () => {
    const { subject, text, html } = composeTest(BASE_URL);

    assert.equal(subject, '[Monlight] Test alert');
    assert.ok(text.includes(BASE_URL) && html.includes(`<a href="${BASE_URL}">`));
  });
});
