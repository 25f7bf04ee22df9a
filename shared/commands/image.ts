import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleService } from './bundle.ts';
import { SERVICES } from './services.ts';

// What the images hold, for `deploy/Dockerfile`: `<target>/shared` is in all of them, `<target>/<service>` in one.

/** What an image can run beside its service; see each file. */
const PROGRAMS = { main: 'image-main', database: 'image-database' };

const [, , target] = process.argv;
if (!target) throw new Error('expected the folder to put the files into');
const shared = join(target, 'shared');

copyBetterSqlite(join(shared, 'node_modules/better-sqlite3'));
for (const file of ['LICENSE', 'deploy/THIRD-PARTY-LICENCES']) cpSync(file, join(shared, basename(file)));
writeFileSync(join(shared, 'package.json'), '{"type":"module"}\n');
for (const [name, source] of Object.entries(PROGRAMS)) await bundleProgram(source, join(shared, `${name}.js`));
for (const { name } of SERVICES) {
  buildPages(name);
  const main = await bundleService(name);
  cpSync(new URL('../', main), join(target, name), { recursive: true });
}

/** Its JavaScript and the binary for this machine; sources and the binaries for others are 27 MB. */
function copyBetterSqlite(to: string): void {
  const from = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));
  for (const part of ['package.json', 'LICENSE', 'lib', `prebuilds/linux-${process.arch}.node`]) {
    mkdirSync(dirname(join(to, part)), { recursive: true });
    cpSync(join(from, part), join(to, part), { recursive: true });
  }
}

/** One program as one file; what it imports only in one of its cases stays beside it. */
async function bundleProgram(source: string, file: string): Promise<void> {
  const external = ['better-sqlite3', /\.js$/];
  const bundle = await rolldown({ input: `shared/commands/${source}.ts`, platform: 'node', external });
  await bundle.write({ file, format: 'esm' });
}

function buildPages(service: string): void {
  const args = ['build', `${service}/ui`, '--logLevel', 'warn'];
  const { status } = spawnSync(`${service}/node_modules/.bin/vite`, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`vite ${args.join(' ')} failed`);
}
