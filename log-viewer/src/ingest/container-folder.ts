import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseTime } from '@monlight/shared/time';

/** What Docker keeps about a container in the folder that has its log. */
export interface Container {
  id: string;
  /** Without the leading `/`, and without the prefix that Compose puts before it while it recreates a container. */
  name: string;
  /** Where the log is for this process; Docker's own path is one of the host. */
  logPath: string;
  /** Of Compose. */
  project: string | null;
  /** Of Compose. */
  service: string | null;
  /** The log driver; null where it is not told. */
  driver: string | null;
  /** Milliseconds since 1970, UTC; 0 where it is not told. */
  createdAt: number;
}

/** The container of a folder, or what keeps it from being known. */
export type FolderResult = { container: Container } | { reason: string };

/** Reads `config.v2.json` and `hostconfig.json`. Nothing of a container's environment is kept. */
export function readContainerFolder(folder: string): FolderResult {
  const config = readJson(join(folder, 'config.v2.json'));
  if ('reason' in config) return config;
  const host = readJson(join(folder, 'hostconfig.json'));
  const { ID, Name, LogPath, Created, Config } = config.json;
  const id = textOf(ID) ?? basename(folder);
  const name = textOf(Name)?.replace(/^\//, '');
  if (!name) return { reason: 'config.v2.json names no container' };
  const labels = objectOf(objectOf(Config)['Labels']);
  const project = textOf(labels['com.docker.compose.project']);
  return {
    container: {
      id,
      name: project === null ? name : withoutPrefix(name),
      logPath: findLog(folder, id, textOf(LogPath)),
      project,
      service: textOf(labels['com.docker.compose.service']),
      driver: 'reason' in host ? null : textOf(objectOf(host.json['LogConfig'])['Type']),
      createdAt: parseTime(textOf(Created) ?? '') ?? 0,
    },
  };
}

/** Until a recreated container takes over the name, Compose has 12 characters of an id before it. */
function withoutPrefix(name: string): string {
  return /^[0-9a-f]{12}_(.+)$/.exec(name)?.[1] ?? name;
}

function findLog(folder: string, id: string, logPath: string | null): string {
  const here = join(folder, logPath ? basename(logPath) : `${id}-json.log`);
  return logPath && !existsSync(here) && existsSync(logPath) ? logPath : here;
}

function readJson(path: string): { json: Record<string, unknown> } | { reason: string } {
  try {
    return { json: objectOf(JSON.parse(readFileSync(path, 'utf8'))) };
  } catch (error) {
    if (error instanceof SyntaxError) return { reason: `${basename(path)} is not JSON` };
    return { reason: `${basename(path)} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}` };
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
