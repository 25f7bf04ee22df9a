import { fileURLToPath } from 'node:url';
import { SERVICES } from '../services.ts';
import { startChild, type Child } from './child.ts';

export interface ServicesOptions {
  /** Of their data. */
  folder: string;
  /** Of the containers whose logs are followed. */
  containers: string;
  firstPort: number;
  apiKey: string;
  ingestKey: string;
}

const START = fileURLToPath(new URL('../start.ts', import.meta.url));
/** All that the shops have printed before the demo began is read, not only its end. */
const TAIL_BYTES = 16 * 1024 * 1024;

/** Starts the services as `npm start` does. `healthy` resolves once they are, and never when they end before. */
export function startServices(options: ServicesOptions): { child: Child; healthy: Promise<void> } {
  const { folder, containers, firstPort, apiKey, ingestKey } = options;
  const { promise: healthy, resolve } = Promise.withResolvers<void>();
  const child = startChild({
    name: 'services',
    command: process.execPath,
    args: [START, '--port', String(firstPort)],
    cwd: folder,
    env: {
      API_KEY: apiKey,
      INGEST_API_KEY: ingestKey,
      LOG_SOURCES: containers,
      CONTAINERS: '',
      TAIL_BUFFER: String(TAIL_BYTES),
      // `findFailed` reads it.
      LOG_LEVEL: 'INFO',
      // Nobody wants mails about errors that were made up.
      POSTMARK_API_TOKEN: '',
    },
    onLine: (_stream, line) => {
      if (line.includes('Stop with Ctrl-C')) resolve();
    },
  });
  return { child, healthy };
}

/**
 * Which service ended first, with its lines. When one ends, the others are stopped, and say so: it is the one that did
 * not.
 */
export function findFailed(lines: readonly string[]): { name: string; lines: readonly string[] } {
  const wasStopped = (name: string): boolean =>
    lines.some((line) => isOf(line, name) && line.includes('"signal":"SIGTERM"'));
  const failed = SERVICES.map(({ name }) => name).filter((name) => !wasStopped(name));
  const [name] = failed;
  if (name === undefined || failed.length > 1) return { name: 'services', lines };
  const others = SERVICES.filter((service) => service.name !== name);
  return { name, lines: lines.filter((line) => !others.some((other) => isOf(line, other.name))) };
}

function isOf(line: string, name: string): boolean {
  return line.startsWith(`${name}: `) || line.includes(`"service":"${name}"`);
}
