// The commands of package.json. Plain JavaScript for the machine's own Node (20 or newer): it brings
// the Node and pnpm that the workspace runs on, sets the workspace up, and hands over.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = new URL('./', import.meta.url);
const toolchain = new URL('toolchain/', here);
const node = fileURLToPath(new URL('node_modules/.bin/node', toolchain));
const root = fileURLToPath(new URL('../../', here));

const COMMANDS = {
  setup: undefined,
  start: 'shared/commands/start.ts',
  demo: 'shared/commands/demo.ts',
  test: 'shared/commands/test.ts',
  check: 'shared/commands/check.ts',
  format: 'shared/commands/format.ts',
  reference: 'shared/commands/reference.ts',
  screenshots: 'shared/commands/screenshots.ts',
  bench: 'shared/commands/bench.ts',
  torture: 'shared/commands/torture.ts',
  licences: 'shared/commands/licences.ts',
  sbom: 'shared/commands/sbom.ts',
  'error-tracker': 'error-tracker/src/main.ts',
  'log-viewer': 'log-viewer/src/main.ts',
  'metrics-collector': 'metrics-collector/src/main.ts',
};

const [command, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command)) {
  console.error(`expected one of: ${Object.keys(COMMANDS).join(', ')}`);
  process.exit(2);
}
bringToolchain();
await run('shared/commands/setup.ts', []);
if (COMMANDS[command]) await run(COMMANDS[command], args);

/** Installs Node and pnpm from the npm registry, unless the locked versions are there. */
function bringToolchain() {
  const locked = readFileSync(new URL('package-lock.json', toolchain), 'utf8');
  const stamp = new URL('node_modules/.installed', toolchain);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === locked) return;
  console.error('setup: installing Node and pnpm');
  // Not `ci`: it wants pnpm's binaries for every platform in the lock file, and some registries do not have them all.
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: toolchain,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('setup: npm could not install Node and pnpm; is the npm registry within reach?');
    process.exit(1);
  }
  writeFileSync(stamp, locked);
}

/** Runs a script to its end; passes signals on, and ends with its exit code when it fails. */
async function run(script, scriptArgs) {
  // In a process group of its own: a terminal's Ctrl-C would otherwise reach it twice, from the
  // terminal and from here, and a second signal means "at once".
  const child = spawn(node, [script, ...scriptArgs], { cwd: root, stdio: 'inherit', detached: true });
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!isStopping) child.kill(signal);
      isStopping = true;
    });
  }
  const [code, signal] = await new Promise((resolve) => child.on('close', (...end) => resolve(end)));
  if (code !== 0) process.exit(code ?? 128 + constants.signals[signal]);
  if (isStopping) process.exit(0);
}
