import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES } from './services.ts';

// All services on their ports, with their data under ./data. When one ends, so do the others.

const KEY_FILE = 'data/api-key';
const HEALTHY_WITHIN_MS = 15_000;

const apiKey = process.env['API_KEY'] || keptKey();
const running = SERVICES.map(({ name, port, database }) => {
  const child = spawn(process.execPath, [`${name}/src/main.ts`], {
    env: { ...process.env, API_KEY: apiKey, PORT: String(port), DATABASE_PATH: `data/${database}` },
    stdio: 'inherit',
    // Only this process passes signals on; see run.mjs.
    detached: true,
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  return { name, port, child, ended };
});

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
const failures = running.map(async ({ ended }) => {
  const code = await ended;
  stop();
  return code;
});
await Promise.race([announce(), ...failures]);
process.exit(Math.max(...(await Promise.all(failures))));

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  for (const { child } of running) child.kill('SIGTERM');
}

/** Makes a key at the first start and keeps it for the next. */
function keptKey(): string {
  mkdirSync('data', { recursive: true });
  try {
    return readFileSync(KEY_FILE, 'utf8').trim();
  } catch {
    const made = randomBytes(24).toString('base64url');
    writeFileSync(KEY_FILE, `${made}\n`, { mode: 0o600 });
    return made;
  }
}

async function announce(): Promise<void> {
  await Promise.all(running.map(({ port }) => healthy(port)));
  const lines = running.map(({ name, port }) => `  ${name.padEnd(18)} http://localhost:${port}`);
  const key = process.env['API_KEY'] ? 'the API_KEY that you set' : `${apiKey}   (kept in ${KEY_FILE})`;
  process.stdout.write(
    `\nMonlight is running\n\n${lines.join('\n')}\n  ${'key'.padEnd(18)} ${key}\n\nStop with Ctrl-C.\n\n`,
  );
}

/** Resolves once the service answers; says so when that takes long, and goes on waiting. */
async function healthy(port: number): Promise<void> {
  const late = setTimeout(() => console.error(`port ${port} does not answer yet`), HEALTHY_WITHIN_MS).unref();
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok || isStopping) break;
    await delay(50);
  }
  clearTimeout(late);
}
