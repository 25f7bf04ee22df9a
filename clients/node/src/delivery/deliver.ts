import { backOff } from './back-off.ts';
import type { Outcome } from './outcome.ts';
import type { Transport } from './transport.ts';

/** Something to send in one request. */
export interface Parcel {
  /** JSON. */
  body: () => string;
  /** How many things are lost when it is. */
  size: () => number;
  /** Takes out what the service refused, and returns whether the rest is worth another attempt. */
  mend?: (outcome: Outcome & { kind: 'refused' }) => boolean;
  /** Set while it is on the wire: the process may end without sending it again. */
  isWritten?: boolean;
}

export interface DeliverOptions {
  transport: Transport;
  /** ms that the next attempt may take; 0 ends it. */
  timeLeft: () => number;
  /** Waits before the next attempt, as the service has asked or not; false when there is to be none. */
  wait: (ms: number, isAsked: boolean) => Promise<boolean>;
  onFailure?: (reason: string) => void;
}

/** A server that fails at this one, and not at all, must not hold up the others. */
const MAX_SERVER_ERRORS = 5;

/** Nor must one that finds something wrong with everything be asked about all of it. */
const MAX_MENDED = 20;

/** How early a timer may be. */
const TIMER_MS = 1;

/** Sends a parcel until it has arrived, is refused, or is given up on; says which. Never rejects. */
export async function deliver(parcel: Parcel, options: DeliverOptions): Promise<Outcome> {
  let outcome: Outcome = { kind: 'failed', reason: 'no time left' };
  let serverErrors = 0;
  let mended = 0;
  let hasFailed = false;
  for (let failures = 0; options.timeLeft() > 0; ) {
    const latest = await attempt(parcel, options);
    // An attempt that the end of the time cut short says less than the one before it.
    if (hasFailed && latest.kind === 'failed' && options.timeLeft() <= TIMER_MS) return outcome;
    outcome = latest;
    if (outcome.kind === 'delivered') return outcome;
    if (outcome.kind === 'refused') {
      if (++mended > MAX_MENDED || !parcel.mend?.(outcome)) return outcome;
      continue;
    }
    hasFailed = true;
    options.onFailure?.(outcome.reason);
    if (outcome.status === 500 && ++serverErrors >= MAX_SERVER_ERRORS) return outcome;
    const { retryAfterMs } = outcome;
    if (!(await options.wait(retryAfterMs ?? backOff(failures++), retryAfterMs !== undefined))) return outcome;
  }
  return outcome;
}

async function attempt(parcel: Parcel, { transport, timeLeft }: DeliverOptions): Promise<Outcome> {
  const outcome = await transport.post(parcel.body(), {
    timeoutMs: timeLeft(),
    onWritten: () => {
      parcel.isWritten = true;
    },
  });
  if (outcome.kind !== 'delivered') parcel.isWritten = false;
  return outcome;
}
