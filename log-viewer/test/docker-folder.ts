import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Stream } from '../src/level.ts';

export interface ContainerOptions {
  name: string;
  id?: string;
  labels?: Record<string, string>;
  driver?: string;
  /** Bytes; Infinity, Docker's default, never rotates. */
  maxSize?: number;
  /** Counts the live file. */
  maxFile?: number;
  /** Rotated files are compressed, by `compress` or else before the next rotation. */
  isCompressed?: boolean;
  /** Of the first line, ms; each further line is a little later. */
  startedAt?: number;
}

/** A container whose log is written as Docker's json-file driver writes it (moby, `daemon/logger/loggerutils`). */
export interface FakeContainer {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly logPath: string;
  /** Each line of `text` is a line of the log; what is longer than 16 KiB is cut as Docker cuts it. */
  print(stream: Stream, text: string): void;
  /** As `print`, by a process that ended without a final newline. */
  end(stream: Stream, text: string): void;
  /** Bytes as they are: half a line, NULs, what another program wrote. */
  write(bytes: string | Buffer): void;
  /** The driver, which does not append after a rotation, goes on at this byte, as if it had written all before. */
  seek(offset: number): void;
  rotate(): void;
  /** Compresses `.1` as far as asked: `half` is the moment in which both files are there. */
  compress(extent?: 'half' | 'whole'): void;
  /** As `truncate --size=0` does: the driver goes on where it was, which leaves NULs unless it appends. */
  truncate(): void;
  /** As logrotate does with `copytruncate`: `.1` becomes `.2`, the log is copied to `.1` and emptied. */
  copyTruncate(keep?: number): void;
  rename(name: string): void;
  /** The daemon starts again: the log is opened to append. */
  restart(): void;
  remove(): void;
}

/** What Docker cuts lines to. */
const PIECE_BYTES = 16 * 1024;

/** Plays Docker in a folder. Time passes only with what is printed. */
export function createDockerFolder(path: string) {
  fs.mkdirSync(path, { recursive: true });
  return {
    path,
    create: (options: ContainerOptions): FakeContainer => createContainer(path, options),
    /** As Compose does: the new container gets its name when the old one is gone. */
    recreate(old: FakeContainer, options: Omit<ContainerOptions, 'name'> = {}): FakeContainer {
      const { name } = old;
      const temporary = `${old.id.slice(0, 12)}_${name}`;
      const container = createContainer(path, { ...options, name: temporary });
      old.remove();
      container.rename(name);
      return container;
    },
  };
}

function createContainer(parent: string, options: ContainerOptions): FakeContainer {
  const { labels = {}, driver = 'json-file', maxSize = Infinity, maxFile = 1, isCompressed = false } = options;
  const { id = randomBytes(32).toString('hex'), startedAt = Date.UTC(2026, 0, 23, 15, 30) } = options;
  const folder = join(parent, id);
  const logPath = join(folder, `${id}-json.log`);
  let { name } = options;
  let nanoseconds = BigInt(startedAt) * 1_000_000n;
  /** What the driver believes; a truncation by others goes unnoticed. */
  let size = 0;
  let isAppending = true;
  let isToCompress = false;

  fs.mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, 'hostconfig.json'), JSON.stringify({ LogConfig: { Type: driver, Config: {} } }));
  writeConfig();
  let descriptor = driver === 'json-file' ? fs.openSync(logPath, 'a', 0o640) : null;

  function writeConfig(): void {
    const config = {
      ID: id,
      Created: new Date(startedAt).toISOString(),
      Name: `/${name}`,
      LogPath: driver === 'json-file' ? logPath : '',
      Config: { Env: ['SECRET=hunter2'], Labels: labels },
    };
    writeWhole(join(folder, 'config.v2.json'), JSON.stringify(config));
  }

  function log(stream: Stream, piece: Buffer, end: string, stamp: string): void {
    const text = piece.length > 0 || end !== '' ? `"log":"${escape(piece.toString())}${end}",` : '';
    if (size >= maxSize) container.rotate();
    container.write(`{${text}"stream":"${stream}","time":"${stamp}"}\n`);
  }

  function printLine(stream: Stream, line: string, end: string): void {
    const stamp = nextStamp();
    let rest = Buffer.from(line);
    // A line that fills the buffer is cut before its newline has been seen.
    for (; rest.length >= PIECE_BYTES; rest = rest.subarray(PIECE_BYTES)) {
      log(stream, rest.subarray(0, PIECE_BYTES), '', stamp);
    }
    if (rest.length > 0 || end !== '') log(stream, rest, end, stamp);
  }

  /** RFC 3339 with nanoseconds, trailing zeros trimmed. */
  function nextStamp(): string {
    nanoseconds += 1_000_100n;
    const second = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
    const fraction = (nanoseconds % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
    return `${second}${fraction && '.'}${fraction}Z`;
  }

  function shift(last: number, suffix: string): void {
    fs.rmSync(`${logPath}.${last}${suffix}`, { force: true });
    for (let index = last; index > 1; index--)
      renameIfThere(`${logPath}.${index - 1}${suffix}`, `${logPath}.${index}${suffix}`);
  }

  const container: FakeContainer = {
    id,
    folder,
    logPath,
    get name() {
      return name;
    },
    print(stream, text) {
      for (const line of text.split('\n')) printLine(stream, line, '\\n');
    },
    end: (stream, text) => printLine(stream, text, ''),
    write(bytes) {
      if (descriptor === null) return;
      const data = Buffer.from(bytes as string);
      fs.writeSync(descriptor, data, 0, data.length, isAppending ? null : size);
      size += data.length;
    },
    seek(offset) {
      size = offset;
    },
    rotate() {
      if (descriptor === null) return;
      container.compress();
      fs.closeSync(descriptor);
      if (maxFile < 2) {
        fs.rmSync(logPath, { force: true });
      } else {
        shift(maxFile - 1, isCompressed ? '.gz' : '');
        renameIfThere(logPath, `${logPath}.1`);
        isToCompress = isCompressed;
      }
      descriptor = fs.openSync(logPath, 'w', 0o640);
      isAppending = false;
      size = 0;
    },
    compress(extent = 'whole') {
      if (!isToCompress) return;
      const packed = gzipSync(fs.readFileSync(`${logPath}.1`));
      fs.writeFileSync(`${logPath}.1.gz`, extent === 'half' ? packed.subarray(0, packed.length / 2) : packed);
      if (extent === 'half') return;
      fs.rmSync(`${logPath}.1`);
      isToCompress = false;
    },
    truncate: () => fs.truncateSync(logPath),
    copyTruncate(keep = 9) {
      shift(keep, '');
      fs.copyFileSync(logPath, `${logPath}.1`);
      fs.truncateSync(logPath);
    },
    rename(to) {
      name = to;
      writeConfig();
    },
    restart() {
      if (descriptor === null) return;
      fs.closeSync(descriptor);
      descriptor = fs.openSync(logPath, 'a', 0o640);
      isAppending = true;
      ({ size } = fs.fstatSync(descriptor));
    },
    remove() {
      if (descriptor !== null) fs.closeSync(descriptor);
      descriptor = null;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  return container;
}

/** As Docker writes what must never be seen half-written. */
function writeWhole(path: string, text: string): void {
  fs.writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
  fs.renameSync(`${path}.tmp`, path);
}

function renameIfThere(from: string, to: string): void {
  if (fs.existsSync(from)) fs.renameSync(from, to);
}

/** As moby's `jsonlog`: control characters, `<`, `>`, `&` and what is no UTF-8 by their numbers. */
function escape(text: string): string {
  return text.replaceAll(/["\\\p{Cc}<>&\u2028\u2029\uFFFD]/gu, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '\n' || character === '\r') return character === '\n' ? '\\n' : '\\r';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
