import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

/** A Docker engine that answers, with an image that has Node. */
export interface Engine {
  /** Where it keeps its containers' logs. */
  folder: string;
  /** Names of the test's containers begin with it. */
  prefix: string;
  /** Runs a Node program in a container with these log options; gives back its id. */
  run: (name: string, program: string, logOptions?: Record<string, string>) => Promise<string>;
  /** Runs `docker` with these arguments. */
  docker: (...args: string[]) => Promise<string>;
}

const IMAGES = [process.env['MONLIGHT_DOCKER_IMAGE'], 'node:26-bookworm-slim'];

/** The engine of this machine, or in words why there is none to test with. */
export function findEngine(): { root: string; image: string } | { reason: string } {
  const root = ask('info', '-f', '{{.DockerRootDir}}');
  if (root === null) return { reason: 'no Docker engine answers' };
  if (!isReadable(join(root, 'containers'))) return { reason: `${root} cannot be read by this user` };
  const image = IMAGES.find((each) => each && ask('image', 'inspect', '-f', '{{.Id}}', each) !== null);
  if (!image) return { reason: 'there is no image node:26-bookworm-slim, and MONLIGHT_DOCKER_IMAGE names none' };
  return { root, image };
}

function isReadable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function ask(...args: string[]): string | null {
  try {
    return execFileSync('docker', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    }).trim();
  } catch {
    return null;
  }
}

/** Containers for one test, removed when it ends. */
export function useEngine(t: TestContext, { root, image }: { root: string; image: string }): Engine {
  const prefix = `monlight-test-${randomBytes(4).toString('hex')}`;
  const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();
  t.after(async () => {
    const left = await docker('ps', '-aq', '--filter', `label=${prefix}`);
    if (left !== '') await docker('rm', '-f', ...left.split('\n'));
  });
  return {
    folder: join(root, 'containers'),
    prefix,
    docker,
    run: (name, program, logOptions = {}) => {
      const options = Object.entries(logOptions).flatMap(([key, value]) => ['--log-opt', `${key}=${value}`]);
      const where = [
        '--name',
        `${prefix}-${name}`,
        '--label',
        prefix,
        '--network',
        'none',
        '--log-driver',
        'json-file',
      ];
      // A file of its own: what fails in `node -e` is reported in another form.
      const command = ['sh', '-c', 'printf %s "$0" > /app.js && exec node /app.js', program];
      return docker('run', '-d', ...where, ...options, image, ...command);
    },
  };
}
