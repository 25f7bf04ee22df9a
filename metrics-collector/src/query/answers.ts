import { readBuckets } from '../store/read/buckets.ts';
import { readDashboard } from '../store/read/dashboard.ts';
import { rangeOf, type Span } from '../store/read/ranges.ts';
import type { Source } from '../store/read/source.ts';
import type { Steps } from '../store/read/steps.ts';
import { findTimeseries, type Group, type TimeseriesQuery } from '../store/read/timeseries.ts';
import { createJsonWriter, type JsonWriter } from './json-writer.ts';
import { presentBucket, presentEndpoint, presentSummary, writeLatencies, writeRequests } from './present.ts';
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
  yield* readBuckets(source, series, rangeOf(span), (start, bucket, percentiles) =>
    json.value(presentBucket(start, bucket, percentiles)),
  );
  json.close(']');
}

/** `GET /api/dashboard`, as JSON. */
export function* answerDashboard(source: Source, { words, ...span }: Span & { words: SpanWords }): Steps<Buffer> {
  const dashboard = yield* readDashboard(source, span, { requests: writeRequests, latencies: writeLatencies });
  yield;
  const json = createJsonWriter();
  json.open('{', { ...words, summary: presentSummary(dashboard) });
  const lists = {
    request_rate: dashboard.requests.map(({ rates }) => rates),
    latency: dashboard.latencies,
    error_rate: dashboard.requests.map(({ errors }) => errors),
  };
  for (const [name, blocks] of Object.entries(lists)) {
    json.key(name);
    json.open('[');
    for (const block of blocks) json.elements(block);
    json.close(']');
  }
  json.key('top_endpoints');
  json.value(dashboard.endpoints.map(presentEndpoint));
  json.key('top_metrics');
  json.value(dashboard.metrics);
  json.close('}');
  return json.bytes();
}
