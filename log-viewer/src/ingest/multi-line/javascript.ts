import { beginsLogLine } from './log-line.ts';
import type { OpenTrace, Trace } from './trace.ts';

/** Node quotes the source above what was thrown: `/app/main.js:3`, the line, a caret below it. */
const EXCERPT = /^(?:file:\/\/|node:|\/|[A-Za-z]:\\)\S*:\d+$/;
const SCRIPT = /\.[cm]?[jt]sx?:\d+$/;
const CARET = /^\s*\^+\s*$/;
const GOODBYE = /^Node\.js v\d/;

/** The report of an error that nobody caught. */
export const openNode: OpenTrace = (line) =>
  isDigit(line.charCodeAt(line.length - 1)) && EXCERPT.test(line) && (line.startsWith('node:') || SCRIPT.test(line))
    ? createTrace()
    : undefined;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The line of source; its caret; the error up to its frames; the rest, which ends with the version of Node. */
type Place = 'source' | 'caret' | 'error' | 'rest' | 'end';

function createTrace(): Trace {
  let place: Place = 'source';

  const takes = (line: string): boolean => {
    if (place === 'end') return false;
    if (GOODBYE.test(line)) {
      place = 'end';
      return true;
    }
    if (place === 'source' && !beginsLogLine(line)) {
      place = 'caret';
      return true;
    }
    if (place === 'caret' && CARET.test(line)) {
      place = 'error';
      return true;
    }
    return place === 'error' && !beginsLogLine(line) && !EXCERPT.test(line);
  };

  return {
    takes,
    indented(line) {
      if (place === 'source') place = 'caret';
      else if (place === 'caret' && CARET.test(line)) place = 'error';
      else if (place === 'error' && line.startsWith('    at ')) place = 'rest';
    },
    blank() {},
    isOpen: () => place !== 'end' && place !== 'rest',
  };
}
