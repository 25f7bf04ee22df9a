import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICES } from '../services.ts';

/** A package that goes into the images. */
export interface Package {
  name: string;
  version: string;
  /** SPDX, as its `package.json` says. */
  licence: string;
  author: string;
  /** What stands in its licence and notice files, in order; empty when there are none. */
  texts: string[];
}

/** What `pnpm licenses` says of one package. */
interface Listed {
  name: string;
  versions: string[];
  paths: string[];
  license: string;
  author?: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PNPM = join(ROOT, 'shared/commands/toolchain/node_modules/.bin/pnpm');

/** Licences that ask for nothing but their text: whoever passes Monlight on need not think about them. */
const PERMISSIVE = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

/** The workspace's packages that the images are made of, as pnpm selects them. */
const SELECTED = [...SERVICES.map(({ name }) => name), 'shared'].flatMap((name) => ['--filter', `@monlight/${name}`]);

/** Runs pnpm at the root and returns what it prints. */
export function runPnpm(...args: string[]): string {
  return execFileSync(PNPM, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
}

/** Every package that the services need when they run, and those that their pages are built from, by name. */
export function readPackages(): Package[] {
  const listed = JSON.parse(runPnpm('licenses', 'list', '--prod', '--json', ...SELECTED)) as Record<string, Listed[]>;
  return Object.values(listed)
    .flat()
    .flatMap(({ name, versions, paths, license, author = '' }) =>
      versions.map((version, index) => ({
        name,
        version,
        licence: license,
        author,
        texts: readTexts(paths[index] ?? ''),
      })),
    )
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

/** Those whose licence asks for more than its text. */
export function findOthers(packages: readonly Package[]): Package[] {
  return packages.filter(({ licence }) => !PERMISSIVE.has(licence));
}

function readTexts(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .toSorted(compare)
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** The same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
