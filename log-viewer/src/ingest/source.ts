import type { Logger } from '@monlight/shared/log';
import type { Clock } from '@monlight/shared/time';
import { STREAMS, type Stream } from '../level.ts';
import type { Entry } from '../store/entries.ts';
import { createAssembler, type Assembled, type OpenState } from './assemble.ts';
import type { Container } from './container-folder.ts';
import { createFollower, type Cursor } from './follow.ts';

/** What is stored of a container's following, as JSON. */
interface SourceState {
  file: Cursor;
  open: Partial<Record<Stream, OpenState>>;
}

export interface SourceOptions {
  container: Container;
  /** The container's id in the store. */
  storedAs: number;
  /** What `state` gave last; undefined for a container that is seen for the first time. */
  state: string | undefined;
  /** Bytes of the end of the log to begin with when there is no state. */
  tailBytes: number;
  /** Finds a stored entry, to go on with one that is open. */
  find: (id: number) => Entry | undefined;
  now: Clock;
  /** By which silence is measured. */
  steady: Clock;
  log: Logger;
}

/** One container that is followed: its file, and what is being assembled from it. */
export function createSource(options: SourceOptions) {
  const { container, storedAs, state, tailBytes, find, now, steady, log } = options;
  const stored = state === undefined ? null : (JSON.parse(state) as SourceState);
  const follower = createFollower({ path: container.logPath, cursor: stored?.file ?? null, tailBytes, now });
  const assemblers = { stdout: createAssembler('stdout'), stderr: createAssembler('stderr') };
  const both = Object.values(assemblers);
  let cursor = stored?.file ?? null;
  let isFailing = false;
  let readAt = -Infinity;
  let names = { container, storedAs };

  for (const stream of STREAMS) {
    const open = stored?.open[stream];
    const entry = open && find(open.id);
    if (open && entry) assemblers[stream].restore(open, entry, steady());
  }

  function openEntries(): Entry[] {
    return both.map((assembler) => assembler.openEntry()).filter((entry) => entry !== null);
  }

  /** A log that cannot be read is told once, and tried again at every look. */
  async function readChunk(maxBytes: number) {
    try {
      const chunk = await follower.read(maxBytes);
      isFailing = false;
      return chunk;
    } catch (error) {
      if (!isFailing) log.warn({ err: error, container: names.container.name }, 'a log cannot be read');
      isFailing = true;
      return null;
    }
  }

  return {
    /** Bytes that the first look at a log takes in one go; 0 for every other. */
    firstBytes: (): number => (cursor || !Number.isFinite(tailBytes) ? 0 : tailBytes),
    get container(): Container {
      return names.container;
    },
    /** The container has another name from now on. */
    rename: (to: Container, as: number): void => {
      names = { container: to, storedAs: as };
    },
    /** Reads on and assembles; null when there was nothing to read. */
    read: async (maxBytes: number, into: Assembled): Promise<{ bytes: number; hasMore: boolean } | null> => {
      const chunk = await readChunk(maxBytes);
      if (!chunk) return null;
      const seen = steady();
      readAt = seen;
      let order = 0;
      if (chunk.gap !== undefined) {
        order = chunk.lines[0]?.time ?? now();
        // What is open may have ended in what was lost.
        for (const assembler of both) assembler.close();
        into.fresh.push({ entry: gapEntry(chunk.gap, names.storedAs, order), order });
      }
      for (const line of chunk.lines) {
        // Lines keep their order in the file even where the stamps of the two streams cross.
        order = Math.max(order, line.time);
        assemblers[line.stream].add(line, names.storedAs, order, seen, into);
      }
      ({ cursor } = chunk);
      return chunk;
    },
    /** When something new was last found, by the steady clock. */
    readAt: (): number => readAt,
    /** To be stored together with what was read; undefined before the first read. */
    state: (): string | undefined => {
      if (!cursor) return undefined;
      const open: SourceState['open'] = {};
      for (const stream of STREAMS) {
        const ofStream = assemblers[stream].state();
        if (ofStream) open[stream] = ofStream;
      }
      return JSON.stringify({ file: cursor, open } satisfies SourceState);
    },
    /** Entries that may still grow. */
    openEntries,
    /** Entries that need not be waited for any longer; those that have been silent for long are complete. */
    settle: (at: number): Entry[] =>
      both.flatMap((assembler) => {
        const entry = assembler.openEntry();
        if (!entry || assembler.settlesAt() > at) return [];
        if (assembler.closesAt() <= at) assembler.close();
        return [entry];
      }),
    /** When `settle` has something to do unless lines come, by the steady clock. */
    settlesAt: (isShown: (entry: Entry) => boolean): number =>
      Math.min(
        ...both.map((assembler) => {
          const entry = assembler.openEntry();
          return entry && isShown(entry) ? assembler.closesAt() : assembler.settlesAt();
        }),
      ),
    /** Completes what is open: nothing more will come. */
    finish: (): Entry[] => {
      const entries = openEntries();
      for (const assembler of both) assembler.close();
      return entries;
    },
    close: () => follower.close(),
  };
}

export type Source = ReturnType<typeof createSource>;

const WARNING = 2;
const STDERR = 1;

/** What was lost is told where it would have been. */
function gapEntry(message: string, container: number, time: number): Entry {
  return { id: 0, time, container, stream: STDERR, level: WARNING, message };
}
