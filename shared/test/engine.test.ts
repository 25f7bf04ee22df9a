import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { WITHOUT_COMPILERS } from '@monlight/shared/engine';

/** Every flag of V8 with its value, in a process that is started with these. */
function flagsOf(...options: string[]): string[] {
  const { stdout } = spawnSync(process.execPath, [...options, '--print-flag-values', '--eval', '0'], {
    encoding: 'utf8',
  });
  return stdout.split('\n');
}

describe('leaving compilers out', () => {
  it('sets what the same options of the command line would', () => {
    const usual = new Set(flagsOf());
    const changed = flagsOf('--no-sparkplug', '--no-maglev').filter((flag) => !usual.has(flag));
    assert.deepEqual(changed.map((flag) => flag.trim()).toSorted(), WITHOUT_COMPILERS.toSorted());
  });

  it("is not done by the images, whose start would compile Node's own modules", () => {
    const image = readFileSync(new URL('../../deploy/Dockerfile', import.meta.url), 'utf8');
    assert.match(image, /^ENTRYPOINT \["node", "\/app\/main\.js"\]$/m);
  });
});
