import { readBuckets } from '../store/read/buckets.ts';
import { readDashboard } from '../store/read/dashboard.ts';
import type { Span } from '../store/read/ranges.ts';
import type { Source } from '../store/read/source.ts';
import type { Steps } from '../store/read/steps.ts';
import { findTimeseries, type Group, type TimeseriesQuery } from '../store/read/timeseries.ts';
import { createJsonWriter, type JsonWriter } from './json-writer.ts';
import { presentBucket, presentDashboard, presentLatency } from './present.ts';
import type { SpanWords } from './span.ts';

interface TimeseriesQuestion extends TimeseriesQuery {
  words: SpanWords;
}

/** `GET /api/metrics`, as JSON. */
export function* answerTimeseries(source: Source, { words, ...query }: TimeseriesQuestion): Steps<Buffer> {
  const { type, all, groups } = yield* findTimeseries(source, query);
  const json = createJsonWriter();
  json.open('{', { name: query.name, ...words, type });
  yield* writeBuckets(json, source, all, query);
  if (query.groupBy.length > 0) yield* writeGroups(json, source, groups, query);
  json.close('}');
  return json.bytes();
}

function* writeGroups(json: JsonWriter, source: Source, groups: readonly Group[], span: Span): Steps<void> {
  json.key('series');
  json.open('[');
  for (const { labels, isOther, series } of groups) {
    json.open('{', { labels, ...(isOther && { is_other: true }) });
    yield* writeBuckets(json, source, series, span);
    json.close('}');
  }
  json.close(']');
}

function* writeBuckets(json: JsonWriter, source: Source, series: readonly number[], span: Span): Steps<void> {
  json.key('data');
  json.open('[');
  yield* readBuckets(source, series, span, (start, bucket, percentiles) =>
    json.value(presentBucket(start, bucket, percentiles)),
  );
  json.close(']');
}

/** `GET /api/dashboard`, as JSON. */
export function* answerDashboard(source: Source, { words, ...span }: Span & { words: SpanWords }): Steps<Buffer> {
  const latency: ReturnType<typeof presentLatency>[] = [];
  const dashboard = yield* readDashboard(source, span, (start, percentiles) =>
    latency.push(presentLatency(start, percentiles)),
  );
  return Buffer.from(JSON.stringify({ ...words, ...presentDashboard(dashboard, latency) }));
}
