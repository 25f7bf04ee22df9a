import type { Parcel } from '../delivery/deliver.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { Point } from './point.ts';
import type { PointBuffer } from './point-buffer.ts';

const MAX_POINTS = 1000;
const MAX_BYTES = 262_144;
const ENDS = Buffer.byteLength('{"metrics":[]}');

/**
 * The next points as one request, at most 1000 and 256 KiB; undefined when there are none.
 *
 * @param onRefused told of a point that the service does not take, with the reason
 */
export function takeBatch(buffer: PointBuffer, onRefused: (reason: string) => void): Parcel | undefined {
  const points: string[] = [];
  let bytes = ENDS;
  for (let point = buffer.peek(); point && points.length < MAX_POINTS; point = buffer.peek()) {
    const json = toJson(point);
    const size = Buffer.byteLength(json) + 1;
    if (points.length > 0 && bytes + size > MAX_BYTES) break;
    points.push(json);
    bytes += size;
    buffer.take();
  }
  if (points.length === 0) return undefined;
  return {
    body: () => `{"metrics":[${points.join(',')}]}`,
    size: () => points.length,
    mend: (outcome) => {
      const index = refusedPoint(outcome);
      if (index === undefined || index >= points.length) return false;
      points.splice(index, 1);
      onRefused(outcome.reason);
      return points.length > 0;
    },
  };
}

function toJson({ name, type, value, labels, time }: Point): string {
  return JSON.stringify({ name, type, value, labels, timestamp: new Date(time).toISOString() });
}

/** `metrics[3].value must be …` names the one point that keeps the others from being taken. */
function refusedPoint({ status, text }: Outcome & { kind: 'refused' }): number | undefined {
  const index = status === 400 ? /metrics\[(\d+)\]/.exec(text)?.[1] : undefined;
  return index === undefined ? undefined : Number(index);
}
