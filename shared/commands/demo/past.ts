import { randomUUID } from 'node:crypto';
import type { PrintedLine } from './docker-log.ts';
import { ROUND_SECONDS, type PastRequest, type Shop } from './shop.ts';
import { durationOf, pauseAt, pickSteps, type Point } from './visits.ts';

/** A point with the moment at which it was measured. */
export type StampedPoint = Point & { timestamp: string };

export interface Past {
  points: StampedPoint[];
  lines: PrintedLine[];
}

const MINUTE_MS = 60_000;
/** A little less than the hour for which the metrics collector takes points, as it is under way for some seconds. */
const PAST_MS = 59 * MINUTE_MS;
/** Points in one request, which may have 1 MiB. */
const BATCH = 4000;

/** What a shop would have measured and printed in the hour before `startedAt`. */
export function makeUp(shop: Shop, startedAt: number): Past {
  const points: StampedPoint[] = [];
  const lines: PrintedLine[] = [];
  const note = (at: number, newPoints: readonly Point[], printed: readonly string[]): void => {
    const timestamp = new Date(at).toISOString();
    points.push(...newPoints.map((point) => ({ ...point, timestamp })));
    lines.push(...printed.map((text) => ({ at, stream: 'stdout' as const, text })));
  };

  for (const request of requestsOf(shop, startedAt)) {
    note(request.at, [...measure(request), ...(request.step.points ?? [])], shop.linesOf(request));
  }
  for (let at = startedAt - PAST_MS; at < startedAt; at += ROUND_SECONDS * 1000) {
    const round = shop.roundOf(at);
    note(at, round.points, round.lines);
  }
  return { points, lines: lines.toSorted((a, b) => a.at - b.at) };
}

function* requestsOf(shop: Shop, startedAt: number): Generator<PastRequest> {
  for (let since = -PAST_MS; since < 0; since += pauseAt(since)) {
    const { visitor, steps } = pickSteps(shop.visits, since);
    let at = startedAt + since;
    for (const step of steps) {
      const seconds = durationOf(step);
      if (at + seconds * 1000 >= startedAt) break;
      yield { at, seconds, id: randomUUID(), step, visitor };
      at += seconds * 1000 + 200;
    }
  }
}

/** As the SDKs measure a request. */
function measure({ seconds, step: { method, endpoint, status } }: PastRequest): Point[] {
  const labels = { method, endpoint, status: String(status) };
  return [
    { name: 'http_requests_total', type: 'counter', value: 1, labels },
    { name: 'http_request_duration_seconds', type: 'histogram', value: seconds, labels },
  ];
}

/**
 * Sends points to the metrics collector.
 *
 * @throws Error when it refuses them
 */
export async function sendPoints(url: string, apiKey: string, points: readonly StampedPoint[]): Promise<void> {
  for (let first = 0; first < points.length; first += BATCH) {
    const answer = await fetch(`${url}/api/metrics`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ metrics: points.slice(first, first + BATCH) }),
    });
    if (!answer.ok) throw new Error(`the past was refused: ${await answer.text()}`);
  }
}
