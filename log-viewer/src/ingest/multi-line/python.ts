import { parseLevel } from '../../level.ts';
import type { OpenTrace, Trace } from './trace.ts';

const HEADER = 'Traceback (most recent call last):';
const CHAINS = new Set([
  'During handling of the above exception, another exception occurred:',
  'The above exception was the direct cause of the following exception:',
]);

/** `ValueError: bad`, `shop.errors.Closed`, `__main__.f.<locals>.Stop: now`. */
const EXCEPTION = /^([A-Za-z_][\w.]*(?:\.<locals>\.[\w.<>]*)?)(?::|$)/;
/** Ruby before 3.4 may print a traceback that begins like Python's and ends in `app.rb:3:in 'open': …`. */
const RUBY_EXCEPTION = /^\S+:\d+:in ['`]/;

/** A worker process's traceback comes as a message between lines of quotation marks. */
const REMOTE = /^[\w.]+\.(?:_?RemoteTraceback|_?RemoteError): ?$/;
const QUOTES = '"""';

/** What SQLAlchemy, psycopg and logging's own `--- Logging error ---` put below the exception. */
const MORE =
  /^(?:\[SQL: |\[parameters: |\[generated in |\(Background on this error at: |(?:DETAIL|HINT|CONTEXT): {2}|LINE \d+: |Call stack:$|Message: |Arguments: )/;
/** Pydantic names a field on a line of its own, and says below it, indented, what is wrong. */
const VALIDATION = /: \d+ validation errors? for /;
const FIELD = /^[\w.[\]-]+$/;

/** A traceback, the exception that ends it, and those that are chained to it. */
export const openPython: OpenTrace = (line) => {
  const first = line[0];
  if (first === 'T' || first === ' ') return line === HEADER || isGroupHeader(line) ? createTrace('frames') : undefined;
  return line.includes('Remote') && REMOTE.test(line) ? createTrace('quote') : undefined;
};

/** `  + Exception Group Traceback (most recent call last):`, the one opening line that is indented. */
export function isGroupHeader(line: string): boolean {
  return line.trimStart() === `+ Exception Group ${HEADER}`;
}

/** What asyncio tells of between its log line and the traceback: `future: <Task finished …>`. */
export function isAsyncioContext(line: string): boolean {
  return line.includes(': <') && ASYNCIO.test(line);
}

const ASYNCIO = /^(?:future|handle|task|protocol|transport|server|socket|signum|source_traceback): /;

/** From the header to the exception's line; what follows that; below the sentence that chains; in a quoted message. */
type Place = 'frames' | 'end' | 'chain' | 'quote';

function createTrace(start: Place): Trace {
  let place = start;
  let isList = false;
  let isUnfinished = false;

  return {
    takes(line) {
      if (place === 'quote') {
        if (line === QUOTES && isUnfinished) place = 'end';
        isUnfinished = true;
        return true;
      }
      if (place === 'frames') {
        if (!endsTraceback(line)) return false;
        place = REMOTE.test(line) ? 'quote' : 'end';
        isList = VALIDATION.test(line);
        isUnfinished = false;
        return true;
      }
      if (place === 'chain') {
        if (line !== HEADER && !REMOTE.test(line)) return false;
        place = line === HEADER ? 'frames' : 'quote';
        return true;
      }
      if (CHAINS.has(line)) {
        place = 'chain';
        return true;
      }
      return MORE.test(line) || (isList && FIELD.test(line));
    },
    indented(line) {
      if (place === 'chain' && isGroupHeader(line)) place = 'frames';
      else if (place === 'frames' && isGroupEnd(line)) place = 'end';
    },
    blank() {},
    isOpen: () => place !== 'end',
  };
}

function endsTraceback(line: string): boolean {
  const [, name] = EXCEPTION.exec(line) ?? [];
  if (name === undefined) return RUBY_EXCEPTION.test(line);
  return name !== name.toUpperCase() || parseLevel(name) === undefined;
}

/** `    +------------------------------------`: the end of a group, or of one inside another. */
function isGroupEnd(line: string): boolean {
  return line.endsWith('-----') && /^ +\+-+$/.test(line);
}
