import type { Receiver } from '../ingest/receive.ts';
import type { ChunkStore } from '../store/chunks.ts';
import type { SeriesStore } from '../store/series.ts';
import type { OwnMetric } from './exposition.ts';

/** What the service counts of itself, for `GET /metrics`. */
export function describeOwn({
  chunks,
  series,
  receiver,
}: {
  chunks: ChunkStore;
  series: SeriesStore;
  receiver: Receiver;
}): OwnMetric[] {
  return [
    {
      name: 'monlight_points_total',
      type: 'counter',
      help: 'Points stored since the start.',
      samples: [{ labels: {}, value: chunks.stored() }],
    },
    {
      name: 'monlight_points_dropped_total',
      type: 'counter',
      help: 'Points left out since the start, by reason.',
      samples: Object.entries(receiver.dropped()).map(([reason, value]) => ({
        labels: { reason },
        value: value as number,
      })),
    },
    {
      name: 'monlight_series',
      type: 'gauge',
      help: 'Distinct label sets that are known.',
      samples: [{ labels: {}, value: series.size() }],
    },
  ];
}
