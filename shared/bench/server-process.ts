import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@monlight/shared/testing/service-process';
import { SERVICES } from '../commands/services.ts';

/** Resident memory in MiB: what the process made itself, and with the files it has mapped. */
export interface Memory {
  anonymous: number;
  total: number;
}

export interface ServerProcess {
  url: string;
  memory: () => Memory;
  /** Microseconds of processors that all its threads have had so far. */
  processorUs: () => number;
  signal: (name: NodeJS.Signals) => void;
  stop: () => Promise<void>;
}

const DOCKERFILE = new URL('../../deploy/Dockerfile', import.meta.url);
/** Finer than what a start is measured by. */
const LOOK_EVERY_MS = 5;

/**
 * Starts a server of its own process and waits until it answers; with the images' own settings, so that what is
 * measured is what is deployed.
 */
export async function startServer(script: URL, env: Record<string, string> = {}): Promise<ServerProcess> {
  const port = await freePort();
  const { options, allocator } = imageSettings(script);
  const child = spawn(process.execPath, [...options, script.pathname], {
    env: { PATH: process.env['PATH'], ...allocator, PORT: String(port), LOG_LEVEL: 'ERROR', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // A bench that fails must not leave it behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok ?? false;
  while (!(await isUp())) {
    const ended = child.exitCode ?? child.signalCode;
    if (ended !== null) throw new Error(`${script.pathname} ended with ${ended}`);
    await delay(LOOK_EVERY_MS);
  }
  return {
    url,
    memory: () => readMemory(child.pid ?? 0),
    processorUs: () => readProcessorUs(child.pid ?? 0),
    signal: (name) => void child.kill(name),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The least that can read the same JSON and answer: what a service is measured against. */
export function startBare(): Promise<ServerProcess> {
  return startServer(new URL('bare-fastify.ts', import.meta.url));
}

function readMemory(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { anonymous: mib('RssAnon'), total: mib('VmRSS') };
}

/** https://docs.kernel.org/scheduler/sched-stats.html: the first figure of a thread is its time, in nanoseconds. */
function readProcessorUs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const times = readdirSync(tasks).map((task) =>
    Number.parseInt(readFileSync(`${tasks}/${task}/schedstat`, 'utf8'), 10),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1000;
}

interface ImageSettings {
  /** Node's options. */
  options: string[];
  /** What the allocator is told in the environment. */
  allocator: Record<string, string>;
}

/** What a service's image sets, over what all of them do; the first service's for what is none. */
function imageSettings(script: URL): ImageSettings {
  const { name } = SERVICES.find((service) => script.pathname.includes(`/${service.name}/dist/`)) ?? SERVICES[0];
  const image = readFileSync(DOCKERFILE, 'utf8');
  const stages = ['common', name]
    .map((stage) => new RegExp(` AS ${stage}\\n([^]*?)\\nFROM `).exec(image)?.[1])
    .join('\n');
  const options = [...stages.matchAll(/^ENV NODE_OPTIONS="([^"]+)"/gm)].at(-1)?.[1];
  const command = [...stages.matchAll(/^ENTRYPOINT (\["node", .*"\/app\/main\.js"\])$/gm)].at(-1)?.[1];
  if (!options || !command) throw new Error(`deploy/Dockerfile has no NODE_OPTIONS for ${name}, or no ENTRYPOINT`);
  const allocator = [...stages.matchAll(/\b(MALLOC_\w+)=(\d+)/g)].map(([, variable, value]) => [variable, value]);
  return {
    options: [...options.split(' '), ...(JSON.parse(command) as string[]).slice(1, -1)],
    allocator: Object.fromEntries(allocator) as Record<string, string>,
  };
}
