import { readBlocks } from '../store/read/blocks.ts';
import { readBuckets } from '../store/read/buckets.ts';
import { readDashboard } from '../store/read/dashboard.ts';
import { rangeOf, type Range, type Span } from '../store/read/ranges.ts';
import type { Source } from '../store/read/source.ts';
import type { Steps } from '@monlight/shared/steps';
import { findTimeseries, type Group, type TimeseriesQuery } from '../store/read/timeseries.ts';
import { createJsonWriter, type JsonWriter } from './json-writer.ts';
import {
  presentBucket,
  presentEndpoint,
  presentSummary,
  toElements,
  writeLatencies,
  writeRequests,
} from './present.ts';
import type { SpanWords } from './span.ts';

/** Series by whose ids what they are together is remembered. */
const MAX_NAMED = 500;

interface TimeseriesQuestion extends TimeseriesQuery {
  words: SpanWords;
}

/** `GET /api/metrics`, as JSON. */
export function* answerTimeseries(source: Source, { words, ...query }: TimeseriesQuestion): Steps<Buffer> {
  const { type, sum, all, groups } = yield* findTimeseries(source, query);
  const json = createJsonWriter();
  json.open('{', { name: query.name, ...words, type });
  yield* writeBuckets(json, source, { series: all, sum, span: query });
  if (query.groupBy.length > 0) yield* writeGroups(json, source, { groups, sum, span: query });
  json.close('}');
  return json.bytes();
}

interface Groups {
  groups: readonly Group[];
  sum: number | null;
  span: Span;
}

function* writeGroups(json: JsonWriter, source: Source, { groups, sum, span }: Groups): Steps<void> {
  json.key('series');
  json.open('[');
  for (const { labels, isOther, series } of groups) {
    json.open('{', { labels, ...(isOther && { is_other: true }) });
    yield* writeBuckets(json, source, { series, sum, span });
    json.close('}');
  }
  json.close(']');
}

interface Line {
  series: readonly number[];
  sum: number | null;
  span: Span;
}

/** What many series are together is remembered in blocks; of one, percentiles are remembered, which is most of the work. */
function* writeBuckets(json: JsonWriter, source: Source, { series, sum, span }: Line): Steps<void> {
  json.key('data');
  json.open('[');
  if (sum !== null && series.length > 1 && series.length <= MAX_NAMED) {
    const name = `rows ${series.join()}`;
    const blocks = yield* readBlocks(source, span, { name, sum, make: (range) => writeRows(source, series, range) });
    for (const block of blocks) json.elements(block);
  } else {
    yield* readBuckets(source, series, rangeOf(span), (start, bucket, percentiles) =>
      json.value(presentBucket(start, bucket, percentiles)),
    );
  }
  json.close(']');
}

function* writeRows(source: Source, series: readonly number[], range: Range): Steps<Buffer> {
  const rows: object[] = [];
  yield* readBuckets(source, series, range, (start, bucket, percentiles) =>
    rows.push(presentBucket(start, bucket, percentiles)),
  );
  return toElements(rows);
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
