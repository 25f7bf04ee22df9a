import type { ErrorClient } from './error-client.ts';

/**
 * Reports errors that nobody catches, and promises that nobody handles. What Node does then stays as it is: what it
 * prints, the exit code, `--unhandled-rejections`, and handlers of the application. The process waits for the report, 2 s
 * at most.
 *
 * @returns what takes the handlers away
 */
export function installProcessHandlers(client: ErrorClient): () => void {
  /** Both events can be about one thing, as with `--unhandled-rejections=strict`. */
  const reported = new WeakSet<object>();

  function report(error: unknown, origin: string): void {
    if (typeof error === 'object' && error !== null) {
      if (reported.has(error)) return;
      reported.add(error);
    }
    client.captureError(error, { extra: { origin } });
  }

  const onException = (error: unknown, origin: string) => report(error, origin);
  const onRejection = (reason: unknown) => report(reason, 'unhandledRejection');

  // A monitor, not a handler: a handler of `uncaughtException` would keep the process alive.
  process.on('uncaughtExceptionMonitor', onException);
  const stopListening = listenBeside('unhandledRejection', onRejection, isHarmlessAlone());
  return () => {
    process.off('uncaughtExceptionMonitor', onException);
    stopListening();
  };
}

/**
 * Being the only handler of `unhandledRejection` makes a rejection handled, where it would have been an uncaught
 * exception, and reported as one. So this listens only while the application does.
 */
function listenBeside(event: 'unhandledRejection', listener: (reason: unknown) => void, isAlways: boolean): () => void {
  function update(isExpected: boolean): void {
    const isListening = process.listeners(event).includes(listener);
    if (isExpected && !isListening) process.on(event, listener);
    if (!isExpected && isListening) process.off(event, listener);
  }

  function others(): number {
    return process.listeners(event).filter((each) => each !== listener).length;
  }

  const onNew = (name: string | symbol, added: unknown) => {
    if (name === event && added !== listener) update(true);
  };
  const onRemoved = (name: string | symbol, removed: unknown) => {
    if (name === event && removed !== listener) update(isAlways || others() > 0);
  };

  update(isAlways || others() > 0);
  process.on('newListener', onNew);
  process.on('removeListener', onRemoved);
  return () => {
    process.off('newListener', onNew);
    process.off('removeListener', onRemoved);
    update(false);
  };
}

/** In these modes Node does the same whether somebody listens or not, and there is no exception to be monitored. */
function isHarmlessAlone(): boolean {
  const options = [...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/), ...process.execArgv].join(' ');
  const mode = [...options.matchAll(/--unhandled-rejections[= ](\S+)/g)].at(-1)?.[1];
  return mode === 'warn' || mode === 'none';
}
