import type { OpenTrace, Trace } from './trace.ts';

/** Since 1.73 the message is on the next line, before that it stood in quotation marks before the place. */
const PANIC = /^thread '[^']*'(?: \(\d+\))? (?:has )?panicked at (.*)$/;
const MORE = /^(?:note: |stack backtrace:$|query stack during panic:|end of query stack)/;

/** A panic with its message and backtrace. */
export const openRust: OpenTrace = (line) => {
  const [, place] = line.startsWith('thread ') ? (PANIC.exec(line) ?? []) : [];
  return place === undefined ? undefined : createTrace(place.endsWith(':'));
};

function createTrace(hasMessage: boolean): Trace {
  let isMessage = hasMessage;

  return {
    takes(line) {
      if (isMessage) {
        if (PANIC.test(line)) return false;
        isMessage = false;
        return true;
      }
      return MORE.test(line);
    },
    indented() {
      isMessage = false;
    },
    blank() {
      isMessage = false;
    },
    isOpen: () => isMessage,
  };
}
