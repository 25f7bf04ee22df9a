import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FIRST_PORT, SERVICES } from './services.ts';

// All services on their ports, with their data under ./data. When one ends, so do the others.

const KEY_FILE = 'data/api-key';
const HEALTHY_WITHIN_MS = 15_000;

const { values } = parseArgs({ options: { port: { type: 'string', default: String(FIRST_PORT) } } });
const ports = SERVICES.map((_, index) => Number(values.port) + index);
await refuseTakenPorts();
const apiKey = process.env['API_KEY'] || keptKey();
const urls = ports.map((port) => `http://localhost:${port}`);
const links = Object.fromEntries(SERVICES.map(({ addressVariable }, index) => [addressVariable, urls[index]]));
const running = SERVICES.map(({ name, database }, index) => {
  const [port = 0, url = ''] = [ports[index], urls[index]];
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../../${name}/src/main.ts`, import.meta.url))], {
    env: {
      BASE_URL: url,
      ...links,
      ...process.env,
      API_KEY: apiKey,
      PORT: String(port),
      DATABASE_PATH: `data/${database}`,
    },
    stdio: 'inherit',
    // In a process group of its own: a terminal's Ctrl-C comes once, from here.
    detached: true,
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  return { name, url, port, child, ended };
});

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
const ends = running.map(async ({ ended }) => {
  const code = await ended;
  stop();
  return code;
});
await Promise.race([announce(), ...ends]);
process.exit(Math.max(...(await Promise.all(ends))));

function stop(): void {
  if (isStopping) return;
  isStopping = true;
  for (const { child } of running) child.kill('SIGTERM');
}

/** Another instance that answers on a port must not be taken for the one that is being started. */
async function refuseTakenPorts(): Promise<void> {
  for (const port of ports) {
    const probe = createServer();
    try {
      probe.listen(port, process.env['HOST'] || '127.0.0.1');
      await once(probe, 'listening');
    } catch (error) {
      console.error(`port ${port} cannot be used: ${(error as Error).message}`);
      console.error('Is Monlight running already? For other ports: npm start -- --port 6010');
      process.exit(1);
    }
    probe.close();
    await once(probe, 'close');
  }
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
  if (isStopping) return;
  const lines = running.map(({ name, url }) => `  ${name.padEnd(18)} ${url}`);
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
