import type { Stream } from '../level.ts';
import { STREAMS } from '../level.ts';
import type { Entry } from '../store/entries.ts';
import type { LogLine } from './docker-line.ts';
import { createMultiLine } from './multi-line.ts';

/** Silence after which an entry is complete, in ms. */
const SILENCE_MS = 2000;
/** Quiet after which an entry that does not look unfinished is shown on live tails: the rest of a burst has come by then. */
const SETTLE_MS = 25;

const MAX_LINES = 1000;
/** Characters of an entry of many lines. */
const MAX_ENTRY = 64 * 1024;
/** Characters of one line, joined from Docker's pieces. */
const MAX_LINE = 1024 * 1024;
const CUT_MARK = ' … [cut: the line is longer than 1 MiB]';
/** How much of a line decides what it belongs to: as much as is surely there of a line that comes in pieces. */
const DECIDING = 4096;

/** What is kept with the cursor about an entry that may still grow. */
export interface OpenState {
  id: number;
  /** When its last line was written, ms UTC. */
  lastTime: number;
  /** Blank lines that belong to it once another line follows. */
  blanks: number;
  /** Stamp of its last line while Docker has more of that line to come. */
  stamp: string | null;
}

/** Where an assembler puts what it makes. */
export interface Assembled {
  fresh: { entry: Entry; order: number }[];
  amended: Set<Entry>;
}

interface Open {
  entry: Entry;
  lines: number;
  lastTime: number;
  lastSeen: number;
  blanks: number;
  stamp: string | null;
  /** Characters of the line that is still coming in pieces. */
  lineLength: number;
}

/**
 * Makes entries of one container's stream: joins the pieces of cut lines, and the lines that belong together.
 *
 * An entry is handed over with its first line and grows in place, so it can be found at once; it is complete when
 * the next one starts or after two seconds of silence. Its level is left to whoever stores it: JSON tells it only
 * when it is whole.
 */
export function createAssembler(stream: Stream) {
  const streamNumber = STREAMS.indexOf(stream);
  const multiLine = createMultiLine();
  let open: Open | null = null;

  function begin(line: LogLine, container: number, seen: number): Open {
    multiLine.begin(line.text.slice(0, DECIDING));
    return {
      entry: { id: 0, time: line.time, container, stream: streamNumber, level: 0, message: printable(line.text) },
      lines: 1,
      lastTime: line.time,
      lastSeen: seen,
      blanks: 0,
      stamp: line.isPartial ? line.stamp : null,
      lineLength: line.text.length,
    };
  }

  /** Docker stamps all pieces of one line alike; it says nowhere that a line goes on. */
  function isNextPiece(to: Open, line: LogLine): boolean {
    return to.stamp !== null && to.stamp === line.stamp;
  }

  function appendPiece(to: Open, line: LogLine): void {
    const room = MAX_LINE - to.lineLength;
    if (room > 0) {
      to.entry.message += printable(line.text.length > room ? line.text.slice(0, room) + CUT_MARK : line.text);
    }
    to.lineLength += line.text.length;
  }

  function belongs(to: Open, line: LogLine): boolean {
    return (
      line.time - to.lastTime <= SILENCE_MS &&
      to.lines < MAX_LINES &&
      to.entry.message.length + line.text.length < MAX_ENTRY &&
      multiLine.continues(line.text.slice(0, DECIDING))
    );
  }

  /** Blank lines count only once something follows them. */
  function appendLine(to: Open, line: LogLine): boolean {
    to.lines += 1;
    if (line.text.trim() === '') {
      to.blanks += 1;
      return false;
    }
    to.entry.message += '\n'.repeat(to.blanks + 1) + printable(line.text);
    to.blanks = 0;
    to.lineLength = line.text.length;
    return true;
  }

  /** True when `line` went into the open entry; `grew` tells whether its text did. */
  function grow(line: LogLine, seen: number): { took: boolean; grew: boolean } {
    if (!open) return { took: false, grew: false };
    let grew = true;
    if (isNextPiece(open, line)) appendPiece(open, line);
    else if (belongs(open, line)) grew = appendLine(open, line);
    else return { took: false, grew: false };
    open.lastTime = line.time;
    open.lastSeen = seen;
    open.stamp = line.isPartial ? line.stamp : null;
    return { took: true, grew };
  }

  return {
    /**
     * Takes the stream's next line.
     *
     * @param order where the line stands among those of all containers, ms
     * @param seen when it was read, by the steady clock
     */
    add: (line: LogLine, container: number, order: number, seen: number, into: Assembled): void => {
      const { took, grew } = grow(line, seen);
      if (took) {
        if (grew && open && open.entry.id > 0) into.amended.add(open.entry);
        return;
      }
      // Blank lines after a silence belong to nothing.
      open = line.text.trim() === '' && !line.isPartial ? null : begin(line, container, seen);
      if (open) into.fresh.push({ entry: open.entry, order });
    },

    /** The entry that may still grow. */
    openEntry: (): Entry | null => open?.entry ?? null,
    /** When that entry is complete unless a line comes, by the steady clock. */
    closesAt: (): number => (open ? open.lastSeen + SILENCE_MS : Infinity),
    /** When live tails may have it unless a line comes, by the steady clock. */
    settlesAt: (): number => {
      if (!open) return Infinity;
      return open.lastSeen + (open.stamp !== null || multiLine.isOpen() ? SILENCE_MS : SETTLE_MS);
    },
    /** Completes the open entry. */
    close: (): void => {
      open = null;
    },

    /** What a later start needs to go on with the open entry; null when none is open. */
    state: (): OpenState | null =>
      open && { id: open.entry.id, lastTime: open.lastTime, blanks: open.blanks, stamp: open.stamp },
    /** Goes on with an entry that an earlier start left open. */
    restore: ({ lastTime, blanks, stamp }: OpenState, entry: Entry, now: number): void => {
      const lines = entry.message.split('\n');
      for (const [index, line] of lines.entries()) {
        if (index === 0) multiLine.begin(line.slice(0, DECIDING));
        else multiLine.continues(line.slice(0, DECIDING));
      }
      for (let blank = 0; blank < blanks; blank += 1) multiLine.continues('');
      const lineLength = lines.at(-1)?.length ?? 0;
      open = { entry, lines: lines.length + blanks, lastTime, lastSeen: now, blanks, stamp, lineLength };
    },
  };
}

/** NUL would end the text for SQLite's functions, and half a surrogate pair is nothing that can be stored. */
function printable(text: string): string {
  const wellFormed = text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed;
}
