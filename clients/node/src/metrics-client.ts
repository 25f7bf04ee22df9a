import { createCourier, type Courier } from './delivery/courier.ts';
import { LEAVE_WITHIN_MS, sendAtExit } from './delivery/leaving.ts';
import type { Outcome } from './delivery/outcome.ts';
import { takeBatch } from './metrics/batch.ts';
import { createPointBuffer, type PointBuffer } from './metrics/point-buffer.ts';
import { toLabels, toName, type Labels, type MetricType } from './metrics/point.ts';
import { metricsDefaults, withDefaults, type MetricsClientOptions } from './options.ts';
import { createParts, type Parts, type Replacements } from './parts.ts';

/** So many points fill a request: they go without waiting for the interval. */
const FULL_BATCH = 1000;

/**
 * Sends counters, histograms and gauges to the metrics collector, in batches and in the background. No method throws or
 * rejects. Each point has the time of its call, however long it waits.
 *
 * @example
 * const metrics = new MetricsClient({ baseUrl: 'http://localhost:5012', apiKey });
 * metrics.counter('orders_total', { shop: 'north' });
 */
export class MetricsClient {
  readonly #options: MetricsClientOptions & typeof metricsDefaults;
  readonly #parts: Parts;
  readonly #buffer: PointBuffer;
  readonly #courier: Courier;
  readonly #leave: () => void;
  #cancelFlush: (() => void) | undefined;
  #isClosed = false;

  /** `replacements` are for tests. */
  constructor(options: MetricsClientOptions, replacements: Replacements = {}) {
    this.#options = withDefaults(options, metricsDefaults);
    const parts = createParts(this.#options, '/api/metrics', 'points', replacements);
    this.#parts = parts;
    this.#buffer = createPointBuffer(this.#options.maxQueued);
    const take = () => takeBatch(this.#buffer, (reason) => parts.drops.dropped(1, reason));
    this.#courier = createCourier({
      ...parts,
      timeoutMs: this.#options.timeout,
      take,
      onDelivered: (outcome) => this.#heed(outcome),
    });
    this.#leave = sendAtExit({
      isIdle: () => this.#buffer.size() === 0 && this.#courier.isIdle(),
      flush: (timeoutMs) => this.flush(timeoutMs),
      takeUnsent: () => {
        const unsent = [];
        for (let batch = this.#courier.unwritten() ?? take(); batch; batch = take()) unsent.push(batch.body());
        return unsent.flatMap(parts.toLastRequest);
      },
    });
  }

  /** Counts `value` more; the collector adds up. */
  counter(name: string, labels?: Labels, value = 1): void {
    this.#add('counter', name, value, labels);
  }

  /** Adds a value whose distribution matters, such as a duration in seconds. */
  histogram(name: string, value: number, labels?: Labels): void {
    this.#add('histogram', name, value, labels);
  }

  /** Says how much there is of something now. */
  gauge(name: string, value: number, labels?: Labels): void {
    this.#add('gauge', name, value, labels);
  }

  /** Sends what waits; true when nothing waits any more, false when `timeoutMs` have passed first. */
  async flush(timeoutMs: number = this.#options.timeout): Promise<boolean> {
    return this.#courier.flush(timeoutMs);
  }

  /** Sends what waits, for `timeoutMs` at most, and ends. What is counted from then on is ignored. */
  async close(timeoutMs: number = LEAVE_WITHIN_MS): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelFlush?.();
    await this.flush(timeoutMs);
    this.#courier.stop();
    this.#leave();
    this.#parts.transport.close();
  }

  /** The same as `close`, under the name that it has in the Python package. */
  async shutdown(timeoutMs: number = LEAVE_WITHIN_MS): Promise<void> {
    await this.close(timeoutMs);
  }

  #add(type: MetricType, givenName: string, value: number, givenLabels: Labels | undefined): void {
    if (this.#isClosed) return;
    const { drops, clock } = this.#parts;
    try {
      const name = toName(givenName);
      if (name === '' || typeof value !== 'number' || !Number.isFinite(value)) {
        drops.dropped(1, name === '' ? 'a point had no name' : `the value of ${name} was no finite number`);
        return;
      }
      const point = { name, type, value, labels: toLabels(givenLabels), time: clock.now() };
      const dropped = type === 'counter' ? this.#buffer.count(point) : this.#buffer.add(point);
      if (dropped > 0) drops.dropped(dropped, 'too many wait to be sent');
      if (this.#buffer.size() >= FULL_BATCH) this.#courier.wake();
      this.#cancelFlush ??= clock.later(this.#options.flushInterval, () => {
        this.#cancelFlush = undefined;
        this.#courier.wake();
      });
    } catch {
      drops.dropped(1, 'labels could not be read');
    }
  }

  /** The collector takes a request and leaves out what is too old, or one series too many. */
  #heed({ text }: Outcome & { kind: 'delivered' }): void {
    if (!text.includes('"dropped"')) return;
    try {
      const { dropped, detail } = JSON.parse(text) as { dropped?: unknown; detail?: unknown };
      if (typeof dropped === 'number') this.#parts.drops.dropped(dropped, String(detail));
    } catch {
      // Whoever answered this is no collector.
    }
  }
}
