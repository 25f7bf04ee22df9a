import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** A command of a README and what the README says that it prints. */
interface Example {
  command: string;
  prints: string;
}

/** The `curl` commands in a README's `sh` blocks; the comment lines below each are what it prints. */
function readExamples(file: URL): Example[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    [...block.matchAll(/^(curl .*?\n)((?:^# [^\n]*\n)+)/gms)].map(([, command = '', comment = '']) => ({
      command,
      prints: comment.replace(/^# /gm, '').trim(),
    })),
  );
}

/** Runs a README's `curl` commands, in order, against a service at `url`; `…` stands for anything. */
export async function runExamples(
  file: URL,
  { url, port, apiKey }: { url: string; port: number; apiKey: string },
): Promise<void> {
  const examples = readExamples(file);
  assert.ok(examples.length > 0, `${file.pathname} has no examples`);
  for (const { command, prints } of examples) {
    const script = command.replaceAll(`http://localhost:${port}`, url);
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, KEY: apiKey } });
    const pattern = prints
      .split('…')
      .map((text) => RegExp.escape(text))
      .join('.*');
    assert.match(stdout.trim(), new RegExp(`^${pattern}$`), command);
  }
}

/** The rows of the first table below a heading, cells trimmed and without backticks around them. */
export function readTable(file: URL, heading: string): string[][] {
  const [, section = ''] = readFileSync(file, 'utf8').split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0]?.match(/^\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}
