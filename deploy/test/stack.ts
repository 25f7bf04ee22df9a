import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../shared/testing/service-process.ts';
import { docker, ROOT, run, SERVICES, TEST_IMAGES, type Outcome } from './engine.ts';

type Service = (typeof SERVICES)[number];

/** The shipped compose file with names, ports and data of its own; gone when the test ends. */
export interface Stack {
  name: string;
  key: string;
  /** With a blank in its path, as people have it. */
  folder: string;
  backups: string;
  container: (service: Service) => string;
  url: (service: Service) => string;
  compose: (...args: string[]) => Promise<Outcome>;
  /** One of the scripts in `deploy/`. */
  script: (name: string, ...args: string[]) => Promise<Outcome>;
  /** Waits until a service answers. */
  healthy: (service: Service) => Promise<void>;
  get: (service: Service, path: string) => Promise<any>;
  post: (service: Service, path: string, body: unknown) => Promise<number>;
}

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** What is told what to do at its end, as a test is. */
export interface Ending {
  after: (end: () => Promise<void>) => void;
}

/** Makes `secrets.env` from the example, as README.md tells, with `settings` over it; starts nothing. */
export async function createStack(t: Ending, settings: Record<string, string | null> = {}): Promise<Stack> {
  const name = `monlight-test-${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'monlight with a blank '));
  const backups = join(folder, 'backups');
  const key = randomBytes(24).toString('hex');
  const ports = Object.fromEntries(await Promise.all(SERVICES.map(async (each) => [each, await freePort()] as const)));
  const all = {
    API_KEY: key,
    STACK_NAME: name,
    BACKUP_DIR: backups,
    IMAGE_PREFIX: TEST_IMAGES,
    ERROR_TRACKER_PORT: String(ports['error-tracker']),
    LOG_VIEWER_PORT: String(ports['log-viewer']),
    METRICS_COLLECTOR_PORT: String(ports['metrics-collector']),
    ERROR_TRACKER_RATE_LIMIT: '0',
    LOG_VIEWER_RATE_LIMIT: '0',
    METRICS_COLLECTOR_RATE_LIMIT: '0',
    ...settings,
  };
  const secrets = join(folder, 'secrets.env');
  writeFileSync(secrets, fillIn(readFileSync(`${ROOT}deploy/secrets.env.example`, 'utf8'), all));

  const file = ['--env-file', secrets, '-p', name, '-f', `${ROOT}deploy/docker-compose.monitoring.yml`];
  const env = { SECRETS: secrets, COMPOSE_PROJECT_NAME: name, HEALTHY_WITHIN_S: '20' };
  const compose = (...args: string[]) => run('docker', ['compose', ...file, ...args], env);
  // Compose reads the whole file also to take everything down, and some tests leave the key out.
  const down = ['compose', ...file, 'down', '-v', '--remove-orphans'];
  const url = (service: Service) => `http://127.0.0.1:${ports[service]}`;
  const headers = { 'x-api-key': key };
  t.after(async () => {
    const { code, said } = await run('docker', down, { ...env, API_KEY: key });
    rmSync(folder, { recursive: true, force: true });
    assert.equal(code, 0, said);
  });

  return {
    name,
    key,
    folder,
    backups,
    url,
    compose,
    container: (service) => `${name}-${service}`,
    script: (script, ...args) => run(`${ROOT}deploy/${script}`, args, env),
    healthy: (service) =>
      until(`${service} answers`, async () => (await fetch(`${url(service)}/health`).catch(() => null))?.ok ?? false),
    get: async (service, path) => {
      const answer = await fetch(`${url(service)}${path}`, { headers });
      assert.equal(answer.status, 200, `${path}: ${answer.status}`);
      return answer.json();
    },
    post: async (service, path, body) => {
      const answer = await fetch(`${url(service)}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      await answer.body?.cancel();
      return answer.status;
    },
  };
}

/** A stack whose services answer. */
export async function startStack(
  t: Ending,
  services: readonly Service[] = SERVICES,
  settings: Record<string, string> = {},
): Promise<Stack> {
  const stack = await createStack(t, settings);
  const { code, said } = await stack.compose('up', '-d', '--no-build', ...services);
  assert.equal(code, 0, said);
  for (const service of services) await stack.healthy(service);
  return stack;
}

/** Waits until it is so; fails when that takes longer than anything should. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(LOOK_EVERY_MS)) if (await isSo()) return;
  assert.fail(`waited ${PATIENCE_MS / 1000} s in vain: ${what}`);
}

/** The image that a container runs. */
export function imageOf(container: string): Promise<string> {
  return docker('inspect', '-f', '{{.Image}}', container);
}

/** Sets variables where the example has them, commented out or not, and adds the others; null takes one out. */
function fillIn(example: string, settings: Record<string, string | null>): string {
  let text = example;
  for (const [name, value] of Object.entries(settings)) {
    const line = new RegExp(`^#?${name}=.*$`, 'm');
    const wanted = value === null ? '' : `${name}=${value}`;
    text = line.test(text) ? text.replace(line, wanted) : `${text}${wanted}\n`;
  }
  return text;
}
