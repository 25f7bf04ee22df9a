import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const FOLDER = new URL('../../../.github/workflows/', import.meta.url).pathname;

describe('the workflows', () => {
  for (const file of globSync('*.yml', { cwd: FOLDER }).toSorted()) {
    const text = readFileSync(`${FOLDER}${file}`, 'utf8');

    it(`run other people's actions at one commit that is written down: ${file}`, () => {
      const uses = text.match(/^.*\buses:.*$/gm) ?? [];

      assert.ok(uses.length > 0);
      for (const line of uses) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it(`give a job no right that it does not name, and leave no token behind: ${file}`, () => {
      const jobs =
        text
          .split('\njobs:\n')[1]
          ?.split(/^ {2}(?=[\w-]+:$)/m)
          .slice(1) ?? [];

      assert.match(text, /^permissions: \{\}$/m);
      assert.ok(jobs.length > 0);
      for (const job of jobs) {
        assert.match(job, /^ {4}permissions:\n {6}/m);
        assert.match(job, /^ {4}timeout-minutes: \d+$/m);
      }
      const checkouts = text.split('actions/checkout@').slice(1);
      for (const checkout of checkouts) assert.match(checkout.slice(0, 150), /persist-credentials: false/);
    });
  }
});
