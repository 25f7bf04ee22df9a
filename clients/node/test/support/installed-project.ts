import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';

export const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** A project in which the packed package is installed. */
export interface InstalledProject {
  folder: string;
  /** Bytes that the package takes there, without its dependency. */
  size: number;
  write: (name: string, text: string) => string;
}

/** An empty project into which the package was put as a registry would give it, with links to others beside it. */
export function installPackage(t: TestContext, others: readonly string[] = []): InstalledProject {
  const folder = temporaryFolder(t);
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: PACKAGE,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as { filename: string; unpackedSize: number }[];
  const target = join(folder, 'node_modules/@monlight/node');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, packed?.filename ?? ''), '--strip-components=1', '-C', target]);
  const { dependencies } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), ...others]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(PACKAGE, 'node_modules', name), link);
  }
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  write('package.json', '{"type":"module"}');
  return { folder, size: packed?.unpackedSize ?? Number.NaN, write };
}
