import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

// Everything that the other commands need: packages, the Node client and the pages built. Quick when nothing has changed.
// What it says goes to stderr: stdout belongs to the command that follows.

const pnpm = fileURLToPath(new URL('toolchain/node_modules/.bin/pnpm', import.meta.url));
const STAMP = 'node_modules/.monlight-setup';

installPackages();
buildNodeClient();
for (const config of globSync('*/ui/vite.config.ts')) buildPages(dirname(config));

function installPackages(): void {
  const hash = createHash('sha256');
  for (const file of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...globSync(['*/package.json', 'clients/*/package.json']).toSorted(),
  ]) {
    hash.update(file).update(readFileSync(file));
  }
  const wanted = hash.digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('installing packages');
  run(pnpm, ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn']);
  writeFileSync(STAMP, wanted);
}

/** What is published, which the example and some of the tests use, when something that goes into it is newer. */
function buildNodeClient(): void {
  const folder = 'clients/node';
  const sources = [...globSync(`${folder}/src/**/*.ts`), `${folder}/tsdown.config.ts`, `${folder}/package.json`];
  if (!isOutdated(`${folder}/dist/index.js`, sources)) return;
  say(`building ${folder}`);
  run(`${folder}/node_modules/.bin/tsdown`, ['--config', `${folder}/tsdown.config.ts`, '--logLevel', 'error']);
}

/** Builds one service's pages when something that goes into them is newer than what was built. */
function buildPages(folder: string): void {
  const sources = globSync([`${folder}/**/*`, 'shared/ui/**/*', 'pnpm-lock.yaml'], {
    exclude: (name) => name === 'dist' || name.endsWith('/dist'),
  });
  if (!isOutdated(`${folder}/dist/index.html`, sources)) return;
  say(`building ${folder}`);
  run(`${dirname(folder)}/node_modules/.bin/vite`, ['build', folder, '--logLevel', 'warn']);
}

function isOutdated(built: string, sources: readonly string[]): boolean {
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  return sources.some((source) => statSync(source).mtimeMs > builtAt);
}

function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: pathWithNode() },
  });
  if (status !== 0) {
    say(`failed: ${command} ${args.join(' ')}`);
    process.exit(1);
  }
}

/** Programs that a package brings start with `env node`: they must find this Node. */
function pathWithNode(): string {
  return `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
}

function say(text: string): void {
  process.stderr.write(`setup: ${text}\n`);
}
