import { AsyncResource } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { contextHere, type ErrorContext } from './context.ts';
import { createCourier, type Courier } from './delivery/courier.ts';
import { deliver, type Parcel } from './delivery/deliver.ts';
import { LEAVE_WITHIN_MS, sendAtExit } from './delivery/leaving.ts';
import { within } from './delivery/within.ts';
import { errorDefaults, withDefaults, type ErrorClientOptions } from './options.ts';
import { createParts, type Parts, type Replacements } from './parts.ts';
import { createCollect, type Collect } from './report/collect.ts';
import { createReportQueue, toParcel, type ReportQueue } from './report/report-queue.ts';
import type { Report } from './report/report.ts';

type Reporter = (...args: never[]) => unknown;
type ReporterName = 'reportError' | 'captureError';

/**
 * Reports errors to the error tracker. No method throws or rejects, whatever is reported and whatever the server does.
 *
 * @example
 * const errors = new ErrorClient({ baseUrl: 'http://localhost:5010', apiKey, project: 'shop' });
 * await errors.reportError(error, { userId: 42, extra: { cart } });
 */
export class ErrorClient {
  readonly #options: ErrorClientOptions & typeof errorDefaults;
  readonly #parts: Parts;
  readonly #collect: Collect;
  readonly #queue: ReportQueue;
  readonly #courier: Courier;
  /** Reports whose senders wait for them. */
  readonly #awaited = new Map<Parcel, Promise<boolean>>();
  readonly #leave: () => void;
  // What a request started must not hold that request's context for ever, as a kept connection would.
  readonly #outside = new AsyncResource('MONLIGHT');
  #cancelWake: (() => void) | undefined;
  #hasWarned = false;
  #isClosed = false;

  /** `replacements` are for tests. */
  constructor(options: ErrorClientOptions, replacements: Replacements = {}) {
    this.#options = withDefaults(options, errorDefaults);
    const { clock, transport, drops } = (this.#parts = createParts(
      this.#options,
      '/api/errors',
      'reports',
      replacements,
    ));
    this.#collect = createCollect(this.#options);
    this.#queue = createReportQueue(this.#options.maxQueued, clock.now);
    this.#courier = createCourier({
      clock,
      transport,
      drops,
      timeoutMs: this.#options.timeout,
      take: (hurry) => this.#take(hurry),
    });
    this.#leave = sendAtExit({
      isIdle: () => this.#queue.dueIn() === undefined && this.#courier.isIdle() && this.#awaited.size === 0,
      flush: (timeoutMs) => this.flush(timeoutMs),
      takeUnsent: () => this.#takeUnsent(),
    });
  }

  /**
   * Reports an error, or whatever else was thrown, and resolves when that was answered or given up on, after `timeout` at
   * the latest. `context` goes over that of `withContext` and of the request.
   */
  async reportError(error: unknown, context?: ErrorContext): Promise<void> {
    try {
      const report = this.#build(error, context, 'reportError');
      if (report) await this.#sendAwaited(toParcel(report));
    } catch (failure) {
      this.#parts.drops.dropped(1, `could not be reported: ${String(failure)}`);
    }
  }

  /**
   * Hands the report of an error to the background, which folds identical ones, retries, and keeps them while the server is
   * away. Costs the caller some ten microseconds, mostly for the stack.
   */
  captureError(error: unknown, context?: ErrorContext): void {
    try {
      const report = this.#build(error, context, 'captureError');
      if (!report) return;
      const dropped = this.#queue.add(report);
      if (dropped > 0) this.#parts.drops.dropped(dropped, 'too many wait to be sent');
      this.#wakeWhenDue();
    } catch {
      this.#parts.drops.dropped(1, 'could not be reported');
    }
  }

  /** Sends what waits; true when nothing waits any more, false when `timeoutMs` have passed first. */
  async flush(timeoutMs: number = this.#options.timeout): Promise<boolean> {
    const awaited = Promise.all(this.#awaited.values()).then(() => true);
    const isSent = await Promise.all([this.#courier.flush(timeoutMs), within(this.#parts.clock, timeoutMs, awaited)]);
    return isSent.every(Boolean);
  }

  /** Sends what waits, for `timeoutMs` at most, and ends. What is reported from then on is ignored. */
  async close(timeoutMs: number = LEAVE_WITHIN_MS): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.flush(timeoutMs);
    this.#courier.stop();
    this.#cancelWake?.();
    this.#leave();
    this.#parts.transport.close();
  }

  #build(error: unknown, explicit: ErrorContext | undefined, name: ReporterName): Report | undefined {
    const { sampleRate, beforeSend } = this.#options;
    if (this.#isClosed || (sampleRate < 1 && Math.random() >= sampleRate)) return undefined;
    const time = this.#parts.clock.now();
    const reporter = Reflect.get(this, name) as Reporter;
    const report = this.#collect(error, contextHere(explicit ?? {}), { time, reporter });
    if (!beforeSend) return report;
    try {
      const seen = beforeSend({ ...report });
      if (seen === null) return undefined;
      if (typeof seen === 'object' && typeof seen.exceptionType === 'string') return seen;
      throw new TypeError('it returned no report');
    } catch (failure) {
      this.#warn(`monlight: beforeSend failed, reports are sent as they were: ${String(failure)}`);
      return report;
    }
  }

  async #sendAwaited(parcel: Parcel): Promise<void> {
    const { clock, transport, drops } = this.#parts;
    const { timeout, maxQueued } = this.#options;
    if (this.#awaited.size >= maxQueued) return drops.dropped(1, 'too many wait to be sent');
    const until = clock.now() + timeout;
    const sent = this.#outside.runInAsyncScope(async () => {
      // Packing takes longer than all that was done up to here, so the caller goes on first.
      await nextTurn();
      const outcome = await deliver(parcel, {
        transport,
        timeLeft: () => Math.max(until - clock.now(), 0),
        wait: async (ms) => {
          if (clock.now() + ms >= until) return false;
          await new Promise<void>((resolve) => clock.later(ms, resolve));
          return true;
        },
      });
      if (outcome.kind !== 'delivered') drops.dropped(1, outcome.reason);
      return true;
    });
    this.#awaited.set(parcel, sent);
    await within(clock, timeout, sent);
    this.#awaited.delete(parcel);
  }

  #take(hurry: boolean): Parcel | undefined {
    const parcel = this.#queue.take(hurry);
    if (!parcel) this.#wakeWhenDue();
    return parcel;
  }

  #wakeWhenDue(): void {
    const dueIn = this.#queue.dueIn();
    if (dueIn === undefined) return;
    this.#cancelWake ??= this.#parts.clock.later(dueIn, () => {
      this.#cancelWake = undefined;
      this.#courier.wake();
    });
  }

  #takeUnsent() {
    const unsent = [...this.#awaited.keys(), this.#courier.unwritten()].filter((parcel) => parcel && !parcel.isWritten);
    for (let parcel = this.#queue.take(true); parcel; parcel = this.#queue.take(true)) unsent.push(parcel);
    return unsent.flatMap((parcel) => (parcel ? this.#parts.toLastRequest(parcel.body()) : []));
  }

  #warn(line: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    try {
      (this.#options.log ?? console.warn)(line);
    } catch {
      // The log is the application's; there is nowhere else to tell.
    }
  }
}
