import { AsyncResource } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import { deliver, type Parcel } from './deliver.ts';
import type { DropLog } from './drop-log.ts';
import type { Outcome } from './outcome.ts';
import type { Transport } from './transport.ts';
import { within } from './within.ts';

/** Brings what waits to the service, one parcel after the other, in the background. */
export interface Courier {
  /** Starts, unless it is on its way. */
  wake: () => void;
  /** Resolves when nothing waits any more, true, or when `timeoutMs` have passed, false. Holds the process meanwhile. */
  flush: (timeoutMs: number) => Promise<boolean>;
  /** Whether nothing is being sent. */
  isIdle: () => boolean;
  /** The parcel that is being sent, unless it is on the wire already. */
  unwritten: () => Parcel | undefined;
  /** Sends nothing any more; what is on its way is given up. */
  stop: () => void;
}

export interface CourierOptions {
  transport: Transport;
  clock: Clock;
  drops: DropLog;
  /** ms for one attempt. */
  timeoutMs: number;
  /** The next parcel, if one is due; `hurry` asks for those that are not due yet. */
  take: (hurry: boolean) => Parcel | undefined;
  onDelivered?: (outcome: Outcome & { kind: 'delivered' }) => void;
}

/** What is sent is retried until it arrives: meanwhile what waits is kept by whoever it is taken from. */
export function createCourier({ transport, clock, drops, timeoutMs, take, onDelivered }: CourierOptions): Courier {
  // What a request started must not hold that request's context for ever, as a kept connection would.
  const outside = new AsyncResource('MONLIGHT');
  let running: Promise<void> | undefined;
  let current: Parcel | undefined;
  let flushes = 0;
  let isStopped = false;
  let pause: { end: (goOn: boolean) => void; isAsked: boolean } | undefined;

  async function run(): Promise<void> {
    for (;;) {
      current = isStopped ? undefined : take(flushes > 0);
      if (!current) return;
      const outcome = await deliver(current, {
        transport,
        timeLeft: () => (isStopped ? 0 : timeoutMs),
        wait,
        onFailure: drops.failing,
      });
      if (outcome.kind === 'delivered') onDelivered?.(outcome);
      else drops.dropped(current.size(), outcome.reason);
    }
  }

  function wait(ms: number, isAsked: boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = clock.later(ms, () => end(true));
      function end(goOn: boolean): void {
        cancel();
        pause = undefined;
        resolve(goOn);
      }
      pause = { end, isAsked };
    });
  }

  function wake(): void {
    if (running || isStopped) return;
    running = outside.runInAsyncScope(run).finally(() => {
      running = undefined;
    });
  }

  async function untilIdle(): Promise<boolean> {
    // A round that began before the hurry may have left something behind.
    await running;
    wake();
    await running;
    return !isStopped;
  }

  return {
    wake,
    flush: async (limitMs) => {
      flushes++;
      // A pause that the service has asked for is kept.
      if (pause && !pause.isAsked) pause.end(true);
      try {
        return await within(clock, limitMs, untilIdle());
      } finally {
        flushes--;
      }
    },
    isIdle: () => running === undefined,
    unwritten: () => (current?.isWritten ? undefined : current),
    stop: () => {
      isStopped = true;
      pause?.end(false);
    },
  };
}
