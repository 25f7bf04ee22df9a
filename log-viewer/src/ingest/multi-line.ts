import { JUL_OPENING } from './level.ts';
import { withoutColours } from './level/head.ts';
import { closesBlock, opensBlock } from './multi-line/block.ts';
import { followGo, followGoPlace, openGo } from './multi-line/go.ts';
import { openNode } from './multi-line/javascript.ts';
import { announces } from './multi-line/log-line.ts';
import { followPhp, openPhp } from './multi-line/php.ts';
import { isAsyncioContext, isGroupHeader, openPython } from './multi-line/python.ts';
import { followRuby, openRuby } from './multi-line/ruby.ts';
import { openRust } from './multi-line/rust.ts';
import { followThrowable, openThrowable } from './multi-line/throwable.ts';
import type { OpenTrace, Trace } from './multi-line/trace.ts';

/** The lines of one container's stream, told apart into entries. Holds what the lines of one entry have led to. */
export interface MultiLine {
  /** Begins an entry with its first line. */
  begin(line: string): void;
  /** True when `line` belongs to the entry begun; it is then part of it. False leaves the state as it was. */
  continues(line: string): boolean;
  /** True while the entry is known to be unfinished, so that its reader rather waits for the rest. */
  isOpen(): boolean;
}

/** Failures that begin an entry of their own. */
const OPENERS: readonly OpenTrace[] = [openPython, openThrowable, openNode, openGo, openRuby, openPhp, openRust];
/** Failures that a logger writes below the line that announces them. */
const FOLLOWERS: readonly OpenTrace[] = [openPython, followThrowable, followGo, followRuby, followPhp];

/** Lines come without their line end. What is decided depends on the lines of the entry alone. */
export function createMultiLine(): MultiLine {
  let opening = '';
  let isBlankSoFar = true;
  let trace: Trace | undefined;
  let isBlock = false;

  const begin = (line: string): void => {
    const text = plain(line);
    opening = text;
    isBlankSoFar = textStart(text) === text.length;
    trace = openFirst(OPENERS, text);
    isBlock = opensBlock(text);
  };

  return {
    begin,
    continues(raw) {
      const line = plain(raw);
      const first = textStart(line);
      if (first === line.length) {
        trace?.blank();
        return true;
      }
      // Rust and PHP print a blank line first: it is the entry's whose text comes below it.
      if (isBlankSoFar) {
        begin(line);
        return true;
      }
      if (first > 0) return line[first] === '+' && isGroupHeader(line) ? takesGroup(line) : indented(line, first);
      if (trace?.takes(line)) return true;
      if (isBlock && closesBlock(line)) {
        isBlock = opensBlock(line);
        return true;
      }
      return isCause(line) || (!trace && follows(line));
    },
    isOpen: () => isBlock || (trace?.isOpen() ?? false),
  };

  function indented(line: string, first: number): true {
    if (trace) trace.indented(line);
    else if (line.includes('.go:')) trace = followGoPlace(line);
    // Node shows an error's properties in braces behind its last frame.
    isBlock ||= line.startsWith('at ', first) && opensBlock(line);
    return true;
  }

  /** The header of Python's exception groups is indented, yet begins an entry unless something leads to it. */
  function takesGroup(line: string): boolean {
    if (!trace) return follows(line);
    if (!trace.isOpen()) return false;
    trace.indented(line);
    return true;
  }

  function follows(line: string): boolean {
    if (opening[3] === ' ' && JUL_MESSAGE.test(line) && JUL_OPENING.test(opening)) {
      opening = line;
      return true;
    }
    const followed = openFirst(FOLLOWERS, line);
    if (!followed) return isAsyncioContext(line) && announces(opening);
    if (line !== 'Stack trace:' && line !== '[stacktrace]' && !announces(opening)) return false;
    trace = followed;
    return true;
  }
}

/** The second line of java.util.logging, below the one with the time. */
const JUL_MESSAGE = /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): /;

/** Lines that say themselves that something is above them: the JVM's causes, those of Rust's anyhow and eyre, Node's hint. */
function isCause(line: string): boolean {
  if (line.startsWith('(')) return line.startsWith('(Use `node --trace-');
  return line.startsWith('Caused by:') || line === 'Stack backtrace:' || line === 'Location:';
}

function openFirst(list: readonly OpenTrace[], line: string): Trace | undefined {
  const first = line.charCodeAt(0);
  // Most lines begin with a time or are JSON, and no failure does.
  if ((first >= 0x30 && first <= 0x39) || first === 0x7b) return undefined;
  for (const open of list) {
    const trace = open(line);
    if (trace) return trace;
  }
  return undefined;
}

/** A terminal ends its lines as Windows does. */
function plain(line: string): string {
  const text = withoutColours(line);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function textStart(line: string): number {
  let at = 0;
  while (at < line.length && isBlank(line.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
