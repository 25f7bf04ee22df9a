import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { nodeLines, pythonLines } from '@monlight/shared/ui/sdk-lines.ts';

const local = { errors: 'http://localhost:5010', metrics: 'http://localhost:5012' };

function readmeOf(client: string): string {
  return readFileSync(new URL(`../../../clients/${client}/README.md`, import.meta.url), 'utf8');
}

describe('the lines for an application', () => {
  it('are those of the READMEs, to the letter', () => {
    assert.ok(readmeOf('node').includes(`\`\`\`ts\n${nodeLines(local)}\n\`\`\``));
    assert.ok(readmeOf('node').includes('npm install @monlight/node'));
    assert.ok(readmeOf('python').includes(`\`\`\`python\n${pythonLines(local)}\n\`\`\``));
    assert.ok(readmeOf('python').includes('pip install monlight'));
  });

  it('name the addresses that are known, without a slash behind them, and no others', () => {
    const addresses = { errors: 'https://example.com/errors/', metrics: null };

    assert.match(nodeLines(addresses), /^ {2}errorTrackerUrl: 'https:\/\/example\.com\/errors',$/m);
    assert.match(pythonLines(addresses), /^ {4}error_tracker_url="https:\/\/example\.com\/errors",$/m);
    assert.doesNotMatch(nodeLines(addresses) + pythonLines(addresses), /metrics.?collector/i);
  });
});
