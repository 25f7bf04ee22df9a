import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const BASE_IMAGE = 'node:26-bookworm-slim';
/** The first part of the names of the images that the tests build. */
export const TEST_IMAGES = 'monlight-test/';
/** The services in the order of their ports. */
export const SERVICES = ['error-tracker', 'log-viewer', 'metrics-collector'] as const;

/** How a program ended, and all that it said. */
export interface Outcome {
  code: number;
  said: string;
}

/** Runs a program to its end; a code other than 0 is for the caller to judge. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 2 ** 20 };
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, said: `${stdout}${stderr}` });
    });
  });
}

/** Runs `docker`, which must succeed, and gives what it printed. */
export async function docker(...args: string[]): Promise<string> {
  const { code, said } = await run('docker', args);
  assert.equal(code, 0, `docker ${args.join(' ')}: ${said}`);
  return said.trim();
}

/** Builds the images that are tested, once a test file; the builder's cache makes all but the first quick. */
export async function buildImages(): Promise<void> {
  for (const service of SERVICES) {
    const args = ['-f', `${ROOT}deploy/Dockerfile`, '--build-arg', `SERVICE=${service}`];
    await docker('build', '-q', ...args, '-t', `${TEST_IMAGES}${service}`, ROOT);
  }
}

/** False where deployments can be tested; else, in words, why not. Said loudly, for what is skipped is not tested. */
export const skip = findReason();
if (skip) {
  assert.notEqual(process.env['MONLIGHT_REQUIRE_DOCKER'], '1', skip);
  process.stderr.write(`SKIPPED, NOT TESTED: deploying with a real Docker engine (${skip})\n`);
}

function findReason(): string | false {
  if (!answers('docker', 'info')) return 'no Docker engine answers';
  if (!answers('docker', 'compose', 'version') && !answers('docker-compose', 'version')) return 'there is no Compose';
  if (!answers('docker', 'image', 'inspect', BASE_IMAGE) && !answers('docker', 'pull', '-q', BASE_IMAGE)) {
    return `there is no image ${BASE_IMAGE}`;
  }
  return false;
}

function answers(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}
