import { beginsLogLine } from './log-line.ts';
import type { OpenTrace, Trace } from './trace.ts';

/** `/app/shop.rb:3:in 'open': no such file (IOError)`, and `app.rb:3: syntax error…` that require reports. */
const HEADER = /^\S+:\d+:in ['`](.+?)': /;
const FRAME = /^\S+:\d+:in ['`].+'$/;
const FROM = /^\s+(?:\d+: )?from /;

/** An exception with the calls below it, and then its causes. */
export const openRuby: OpenTrace = (line) => {
  if (!line.includes(':in ')) return undefined;
  const [, method] = HEADER.exec(line) ?? [];
  // At the top of a script no calls follow, so what follows may be anything.
  return method === undefined ? followRuby(line) : createTrace(line, method !== '<main>');
};

/** Calls alone, as Ruby's Logger writes them below the exception's message. */
export const followRuby: OpenTrace = (line) =>
  line.includes(':in ') && FRAME.test(line) ? createTrace('', false) : undefined;

function createTrace(opening: string, hasCalls: boolean): Trace {
  // A message may be of many lines; all up to the first call is message.
  let isMessage = hasCalls;

  return {
    takes(line) {
      const [, method] = HEADER.exec(line) ?? [];
      if (method !== undefined) {
        // The same again is no cause: it is the next exception, as in a program that is started over and over.
        if (line === opening) return false;
        isMessage = method !== '<main>';
        return true;
      }
      return FRAME.test(line) || (isMessage && !beginsLogLine(line));
    },
    indented(line) {
      if (FROM.test(line)) isMessage = false;
    },
    blank() {},
    isOpen: () => isMessage,
  };
}
