import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ServiceProcess } from './service-process.ts';

/** A folder whose disk becomes full and has room again. */
export interface SmallDisk {
  folder: string;
  /** From now on `service` finds no room for anything more. */
  fill(service: ServiceProcess): void;
  /** Gives all the room back. */
  free(service: ServiceProcess): void;
}

const DISK_MIB = 16;

/**
 * A small disk of its own where the test may mount one, which takes root on Linux. Elsewhere the service may make no file larger
 * than its largest is when the disk is filled: SQLite then hears of an I/O error instead of a full disk. Which of the two it is
 * is printed. Null where there is neither.
 */
export function createSmallDisk(t: TestContext): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'monlight-disk-'));
  const isMounted = run('mount', '-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', folder);
  t.after(() => {
    // Lazily: the service may still be ending.
    if (isMounted) run('umount', '-l', folder);
    rmSync(folder, { recursive: true, force: true });
  });
  if (isMounted) {
    t.diagnostic(`the disk is a tmpfs of ${DISK_MIB} MiB`);
    return onMount(folder);
  }
  if (run('prlimit', '--version')) {
    t.diagnostic('THE DISK IS NOT SMALL: nothing may be mounted here, so the size of files is limited instead');
    return onFileSize(folder);
  }
  t.diagnostic('NO SMALL DISK: neither mount nor prlimit can be used here');
  return null;
}

function onMount(folder: string): SmallDisk {
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => {
      for (let size = DISK_MIB * 2 ** 20; size >= 1; size = Math.floor(size / 2)) growBy(filler, size);
    },
    free: () => rmSync(filler),
  };
}

/** As often as there is room for it; what is left over is smaller. */
function growBy(file: string, bytes: number): void {
  const piece = Buffer.alloc(bytes);
  try {
    for (;;) writeFileSync(file, piece, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function onFileSize(folder: string): SmallDisk {
  const limit = ({ child }: ServiceProcess, bytes: number | 'unlimited') =>
    // Only the soft one: the hard one could not be raised again.
    execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:unlimited`]);
  return {
    folder,
    fill: (service) => {
      const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
      limit(service, Math.max(...sizes));
    },
    free: (service) => limit(service, 'unlimited'),
  };
}

/** Whether a command does what it is asked. */
function run(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
