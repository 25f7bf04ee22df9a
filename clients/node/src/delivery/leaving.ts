import { sendNow, type LastRequest } from './last-resort.ts';

/** ms that the end of a process waits for what has not been sent yet, in total. */
export const LEAVE_WITHIN_MS = 2000;

/** Something that may have unsent things when the process ends. */
export interface Leaver {
  isIdle: () => boolean;
  flush: (timeoutMs: number) => Promise<unknown>;
  /** What is neither sent nor being sent. */
  takeUnsent: () => LastRequest[];
}

const leavers = new Set<Leaver>();
let isListening = false;
let leftMs = LEAVE_WITHIN_MS;

/** Sends what a client still has when the process ends; returns what ends that. */
export function sendAtExit(leaver: Leaver): () => void {
  leavers.add(leaver);
  if (!isListening) {
    isListening = true;
    process.on('beforeExit', flushAll);
    process.on('exit', sendRest);
  }
  return () => leavers.delete(leaver);
}

/** The event loop has nothing left to do, and may go on: the usual way is good enough. Comes again when that is done. */
function flushAll(): void {
  const busy = [...leavers].filter((leaver) => !leaver.isIdle());
  if (busy.length === 0 || leftMs <= 0) return;
  const limit = leftMs;
  leftMs = 0;
  const start = performance.now();
  void Promise.all(busy.map((leaver) => leaver.flush(limit))).then(() => {
    leftMs = Math.max(limit - (performance.now() - start), 0);
  });
}

/** The last moment, also of `process.exit()` and of an error that nobody caught. */
function sendRest(): void {
  sendNow(
    [...leavers].flatMap((leaver) => leaver.takeUnsent()),
    leftMs,
  );
}
