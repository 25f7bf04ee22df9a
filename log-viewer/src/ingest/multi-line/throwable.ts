import { beginsLogLine } from './log-line.ts';
import type { OpenTrace, Trace } from './trace.ts';

/** Certain to be followed by frames: of a JVM, and of .NET where the exception's type is on the same line. */
const UNCAUGHT = /^(?:Exception in thread "|Unhandled exception\. [A-Z])/;
/** `java.lang.IllegalStateException: closed`, `System.FormatException`. */
const HEADER = /^(?:[A-Za-z_$][\w$]*[.+])+[A-Z][\w$`]*(?:Exception|Error|Throwable|Failure|Fault)(?::|$)/;

const FRAME = /^at [\w$.<>`+[\],/@-]+ ?\(/;
const MORE =
  /^(?:\.\.\. \d+ (?:more|common frames omitted)$|---> |--- End of (?:inner exception stack trace|stack trace from))/;

/** An exception of Java, Kotlin and the others on a JVM, or of .NET, that begins with its type. */
export const openThrowable: OpenTrace = (line) => {
  const first = line[0];
  return (first === 'E' || first === 'U') && UNCAUGHT.test(line) ? createTrace(true) : followThrowable(line);
};

/** The same below the line of a logger, where nothing was uncaught. */
export const followThrowable: OpenTrace = (line) => (HEADER.test(line) ? createTrace(false) : undefined);

function createTrace(isCertain: boolean): Trace {
  // A message may be of many lines; where frames are certain to come, all up to them is message.
  let isMessage = isCertain;

  return {
    takes(line) {
      if (line.startsWith('Caused by: ') || line.startsWith('Suppressed: ')) {
        isMessage = true;
        return true;
      }
      if (FRAME.test(line) || MORE.test(line)) {
        isMessage = false;
        return true;
      }
      return isMessage && !beginsLogLine(line) && !UNCAUGHT.test(line);
    },
    indented(line) {
      const text = line.trimStart();
      if (text.startsWith('at ') || MORE.test(text)) isMessage = false;
    },
    blank() {},
    isOpen: () => isMessage,
  };
}
