import type { Database } from '@monlight/shared/sqlite';
import { readBuckets, type Span } from '../store/read/buckets.ts';
import { readDashboard } from '../store/read/dashboard.ts';
import type { Steps } from '../store/read/steps.ts';
import { findTimeseries, type Group, type TimeseriesQuery } from '../store/read/timeseries.ts';
import { createJsonWriter, type JsonWriter } from './json-writer.ts';
import { presentBucket, presentDashboard, presentLatency } from './present.ts';
import type { SpanWords } from './span.ts';

interface TimeseriesQuestion extends TimeseriesQuery {
  words: SpanWords;
}

/** `GET /api/metrics`, as JSON. */
export function* answerTimeseries(db: Database, { words, ...query }: TimeseriesQuestion): Steps<Buffer> {
  const { type, all, groups } = yield* findTimeseries(db, query);
  const json = createJsonWriter();
  json.open('{', { name: query.name, ...words, type });
  yield* writeBuckets(json, db, all, query);
  if (query.groupBy.length > 0) yield* writeGroups(json, db, groups, query);
  json.close('}');
  return json.bytes();
}

function* writeGroups(json: JsonWriter, db: Database, groups: readonly Group[], span: Span): Steps<void> {
  json.key('series');
  json.open('[');
  for (const { labels, isOther, series } of groups) {
    json.open('{', { labels, ...(isOther && { is_other: true }) });
    yield* writeBuckets(json, db, series, span);
    json.close('}');
  }
  json.close(']');
}

function* writeBuckets(json: JsonWriter, db: Database, series: readonly number[], span: Span): Steps<void> {
  json.key('data');
  json.open('[');
  yield* readBuckets(db, series, span, (start, bucket) => json.value(presentBucket(start, bucket)));
  json.close(']');
}

/** `GET /api/dashboard`, as JSON. */
export function* answerDashboard(db: Database, { words, ...span }: Span & { words: SpanWords }): Steps<Buffer> {
  const latency: ReturnType<typeof presentLatency>[] = [];
  const dashboard = yield* readDashboard(db, span, (start, bucket) => latency.push(presentLatency(start, bucket)));
  return Buffer.from(JSON.stringify({ ...words, ...presentDashboard(dashboard, latency) }));
}
