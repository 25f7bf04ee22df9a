import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What commands make, where git cannot be asked. */
const MADE = /^(node_modules|dist|data|\.venv|\.git|__pycache__|\.\w+_cache|[\w.]+\.egg-info)$/;

/** The paths of all files that belong to the repository; also in an archive of it, without git. */
export const FILES: readonly string[] = listFiles();

/** The paths of all folders that they are in. */
export const FOLDERS: ReadonlySet<string> = new Set(FILES.flatMap(foldersOf));

/** The text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** All that is written for people to read. */
export const MARKDOWN: readonly string[] = FILES.filter((path) => path.endsWith('.md') && !path.includes('/fixtures/'));

function listFiles(): string[] {
  try {
    // In a folder that is no repository of its own, git would tell of the one around it.
    if (!existsSync(join(ROOT, '.git'))) throw new Error('no repository');
    const listed = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
    return listed.filter((path) => path !== '' && existsSync(join(ROOT, path)));
  } catch {
    return walk('');
  }
}

/** The paths of all files below a folder, dot-files too. */
function walk(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter(({ name }) => !MADE.test(name));
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/** `a/b/c.ts` → `a`, `a/b`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
