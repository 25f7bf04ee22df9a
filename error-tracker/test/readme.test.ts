import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { testReadmes } from '@monlight/shared/testing/readme';
import { readOtherLines } from '@monlight/shared/testing/readme-examples';
import { DEFAULT_PORT, settings } from '../src/config.ts';
import { startErrorTracker } from './start.ts';

testReadmes({
  own: new URL('../README.md', import.meta.url),
  port: DEFAULT_PORT,
  settings,
  start: (t) => startErrorTracker(t),
});

const { PATH } = process.env;

it("the root's README switches alerts on", async (t) => {
  const lines = readOtherLines(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  const line = lines.find((each) => each.startsWith('export ')) ?? '';
  const printed = execFileSync('sh', ['-ec', `${line}\nenv`], { env: { PATH }, encoding: 'utf8' });
  const env = Object.fromEntries(printed.split('\n').map((each) => each.split('=', 2)));

  const { call } = await startErrorTracker(t, { env });

  const { body } = await call('GET', '/api/alerts');
  assert.deepEqual([body.enabled, body.missing], [true, []]);
});
