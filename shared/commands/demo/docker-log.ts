import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Stream = 'stdout' | 'stderr';

export interface DockerLogOptions {
  /** The folder that has a folder for each container. */
  containers: string;
  name: string;
  /** Bytes at which a new file is begun; one older file is kept. */
  maxSize: number;
  /** When the container began, ms. */
  createdAt: number;
}

/** A line as it was printed. */
export interface PrintedLine {
  at: number;
  stream: Stream;
  text: string;
}

/** A folder as Docker's json-file driver keeps one for a container, `max-file` being 2. */
export function createDockerLog({ containers, name, maxSize, createdAt }: DockerLogOptions) {
  const id = randomBytes(32).toString('hex');
  const folder = join(containers, id);
  const logPath = join(folder, `${id}-json.log`);
  const labels = { 'com.docker.compose.project': 'demo', 'com.docker.compose.service': name };
  const config = { ID: id, Created: new Date(createdAt).toISOString(), Name: `/${name}`, LogPath: logPath };
  let size = 0;

  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'hostconfig.json'),
    JSON.stringify({ LogConfig: { Type: 'json-file', Config: { 'max-size': String(maxSize), 'max-file': '2' } } }),
  );
  writeFileSync(logPath, '');
  // Last: with it, the folder is a container.
  writeFileSync(join(folder, 'config.v2.json'), JSON.stringify({ ...config, Config: { Labels: labels } }));

  return {
    logPath,
    /** Appends lines, the oldest first, in one write. */
    append(lines: readonly PrintedLine[]): void {
      const text = lines.map(({ at, stream, text: line }) => {
        const time = new Date(at).toISOString();
        return `${JSON.stringify({ log: `${line}\n`, stream, time })}\n`;
      });
      const bytes = Buffer.from(text.join(''));
      if (size > 0 && size + bytes.length > maxSize) {
        renameSync(logPath, `${logPath}.1`);
        size = 0;
      }
      appendFileSync(logPath, bytes);
      size += bytes.length;
    },
  };
}

export type DockerLog = ReturnType<typeof createDockerLog>;
