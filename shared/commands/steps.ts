import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';

/** One program to run; `command` may be a package's. */
export interface Step {
  title: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** Runs every step, also after a failed one, says how each ended, and ends the process accordingly. */
export function runSteps(steps: readonly Step[]): never {
  const path = `node_modules/.bin:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const results = steps.map(({ title, command, args, env }) => {
    process.stdout.write(`\n> ${title}\n`);
    const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, PATH: path, ...env } });
    return { title, isOk: status === 0 };
  });
  const failed = results.filter(({ isOk }) => !isOk);
  process.stdout.write(`\n${results.map(({ title, isOk }) => `${isOk ? 'ok    ' : 'FAILED'} ${title}`).join('\n')}\n`);
  process.exit(failed.length > 0 ? 1 : 0);
}
