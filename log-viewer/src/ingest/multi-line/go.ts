import type { OpenTrace, Trace } from './trace.ts';

const GOROUTINE = /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[/;
/** `main.load`, `net/http.(*conn).serve`: a function of a package and nothing else. */
const FUNCTION = /^(?:[\w.-]+\/)*[\w-]+\.(?:\(\*?\w+\)\.)?[\w.]+$/;
const PLACE = /^\s+\S.*\.(?:go|s):\d+/;

/** A panic with its goroutines; goroutines alone, as `debug.PrintStack` prints them. */
export const openGo: OpenTrace = (line) => {
  if (line.startsWith('panic: ') || line.startsWith('fatal error: ') || line === 'SIGQUIT: quit')
    return createTrace('head');
  return GOROUTINE.test(line) ? createTrace('call') : undefined;
};

/** Below the line of a logger: goroutines (`http: panic serving 10.0.0.1:5000: no`), or the calls alone as zap has them. */
export const followGo: OpenTrace = (line) => {
  if (line.includes(' ')) return GOROUTINE.test(line) ? createTrace('call') : undefined;
  return FUNCTION.test(line) ? createTrace('place') : undefined;
};

/** Calls go on below `line`, which is indented: pkg/errors prints them without anything above. */
export const followGoPlace: OpenTrace = (line) => (PLACE.test(line) ? createTrace('call') : undefined);

/** Above the first goroutine; where a call comes next; where its place does. */
type Place = 'head' | 'call' | 'place';

function createTrace(start: Place): Trace {
  let place = start;
  let isBlank = false;

  return {
    takes(line) {
      const isTaken = follows(line);
      if (isTaken) isBlank = false;
      return isTaken;
    },
    indented(line) {
      isBlank = false;
      if (place !== 'head' && PLACE.test(line)) place = 'call';
    },
    blank() {
      isBlank = true;
    },
    isOpen: () => place !== 'call' || !isBlank,
  };

  function follows(line: string): boolean {
    if (GOROUTINE.test(line)) {
      place = 'call';
      return true;
    }
    if (place === 'head') return /^(?:\[signal |PC=|runtime: |runtime stack:|panic during panic)/.test(line);
    if (/^exit status \d+$/.test(line) || line.startsWith('[originating from goroutine')) return true;
    if (isBlank || place !== 'call' || !isCall(line)) return false;
    if (!line.startsWith('...')) place = 'place';
    return true;
  }
}

/** `main.(*Shop).open(0x1, {0x2, 0x3})`, `created by main.main in goroutine 1`, and pkg/errors' `main.load`. */
function isCall(line: string): boolean {
  if (line.startsWith('created by ') || line.startsWith('...')) return true;
  const space = line.indexOf(' ');
  if (space < 0) return line.includes('.') || line.endsWith(')');
  return line.endsWith(')') && line.lastIndexOf('(', space) >= 0;
}
