import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './child.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SET_UP = fileURLToPath(new URL('../python.ts', import.meta.url));
const PYTHON = fileURLToPath(new URL('../../../clients/python/.venv/bin/python', import.meta.url));
const PREFIX = 'setup: ';

/** The interpreter that has what the Python shop needs, or why there is none. */
export type PythonFound = { python: string } | { reason: string };

/** Makes Python's environment, in a process of its own so that it can be stopped; it says itself that it installs. */
export function findPython(): { child: Child; found: Promise<PythonFound> } {
  const child = startChild({
    name: 'python set-up',
    command: process.execPath,
    args: [SET_UP],
    cwd: ROOT,
    env: {},
    onLine: (_stream, line) => {
      if (line.startsWith(`${PREFIX}installing`)) process.stderr.write(`${line}\n`);
    },
  });
  return { child, found: result(child) };
}

async function result(child: Child): Promise<PythonFound> {
  const code = await child.ended;
  if (code === 0 && existsSync(PYTHON)) return { python: PYTHON };
  const said = child.lines.findLast((line) => line.startsWith(PREFIX));
  return { reason: said?.slice(PREFIX.length) ?? child.lines.at(-1) ?? `its set-up ended with ${code}` };
}
