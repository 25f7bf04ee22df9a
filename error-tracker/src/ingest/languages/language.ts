/** One call in a traceback. */
export interface Frame {
  /** As written in the frame; the function where the frame names no file. */
  file: string;
  /** From 1; 0 where the frame names no file. */
  line: number;
  /** Null where the frame names none. */
  function: string | null;
  /** False for the code of a runtime or a package. */
  inApp: boolean;
}

/** The lines `from` up to (not with) `until` of a traceback, which state one frame. */
export interface Mark {
  from: number;
  until: number;
  frame: Frame;
}

/** What there is to know of a language: how its runtimes print a frame, and which frame names a group. */
export interface Language {
  /** Whether a line is one that this language's runtimes print and no other's. */
  readonly claims: (line: string) => boolean;
  /** The frames in the order they are printed. Lines come without line ends, colours and trailing blanks. */
  read(lines: readonly string[]): Mark[];
  /** The frame that names the group; one of those that `read` gives. */
  locate(lines: readonly string[]): Frame | undefined;
}

/** The marks of a language that states each frame on one line. */
export function readEach(lines: readonly string[], frameOf: (line: string) => Frame | null): Mark[] {
  const marks: Mark[] = [];
  for (let at = 0; at < lines.length; at++) {
    const frame = frameOf(lines[at] ?? '');
    if (frame) marks.push({ from: at, until: at + 1, frame });
  }
  return marks;
}

/** The frame to name a group by, where the failure is printed first and each frame is on one line. */
export function locateFirst(lines: readonly string[], frameOf: (line: string) => Frame | null): Frame | undefined {
  let best: Frame | undefined;
  for (const line of lines) {
    const frame = frameOf(line);
    if (!frame || (best && weightOf(frame) <= weightOf(best))) continue;
    best = frame;
    if (weightOf(best) === MAX_WEIGHT) break;
  }
  return best;
}

/**
 * The frame to name a group by: the application's nearest to the failure, which is at one end of a traceback.
 * Scopes are looked at in turn; without an application frame in any, the first scope's library frame.
 */
export function decide(failure: 'first' | 'last', scopes: readonly (readonly Mark[])[]): Frame | undefined {
  let fallback: Frame | undefined;
  for (const marks of scopes) {
    const frame = bestOf(failure === 'first' ? marks : marks.toReversed());
    if (frame?.inApp) return frame;
    fallback ??= frame;
  }
  return fallback;
}

function bestOf(marks: readonly Mark[]): Frame | undefined {
  let best: Frame | undefined;
  for (const { frame } of marks) {
    if (!best || weightOf(frame) > weightOf(best)) best = frame;
  }
  return best;
}

/** A frame with a line tells more than one without; being the application's counts for more than that. */
function weightOf(frame: Frame): number {
  return (frame.inApp ? 2 : 0) + (frame.line > 0 ? 1 : 0);
}

const MAX_WEIGHT = 3;
