import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@monlight/shared/testing/service-process';
import type { Ask } from './examples.ts';

const KEY = 'key-of-the-reference';
const LOOK_MS = 50;

/**
 * Starts a service on an empty database, does some work with it, and ends it.
 *
 * @throws Error when it ends by itself
 */
export async function withService(name: string, work: (ask: Ask) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'monlight-reference-'));
  const port = await freePort();
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../../${name}/src/main.ts`, import.meta.url))], {
    env: {
      API_KEY: KEY,
      PORT: String(port),
      DATABASE_PATH: join(folder, 'service.db'),
      LOG_SOURCES: folder,
      LOG_LEVEL: 'ERROR',
      RATE_LIMIT: '0',
    },
    stdio: ['ignore', 2, 2],
  });
  const ended = once(child, 'close');
  try {
    const url = `http://127.0.0.1:${port}`;
    while (!(await isHealthy(url))) {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
      await delay(LOOK_MS);
    }
    await work((method, path, body) => ask(url, method, path, body));
  } finally {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health`).catch(() => undefined);
  return answer?.ok === true;
}

async function ask(url: string, ...[method, path, body]: Parameters<Ask>): ReturnType<Ask> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'x-api-key': KEY },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
