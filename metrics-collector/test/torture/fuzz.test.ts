import { join } from 'node:path';
import * as fc from 'fast-check';
import { testWithAnyRequest } from '@monlight/shared/testing/fuzz/fuzz';
import { anyText } from '@monlight/shared/testing/fuzz/values';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { API_KEY, INGEST_KEY, MAIN } from '../start.ts';

const name = fc.oneof(fc.constantFrom('http_requests_total', 'http_request_duration_seconds', 'jobs'), anyText);
const label = fc.constantFrom('method', 'endpoint', 'status', 'queue');
const escape = (text: string) => text.replace(/[\\:,]/g, String.raw`\$&`);
const HALF_HOUR_MS = 30 * 60_000;

testWithAnyRequest({
  apiKey: API_KEY,
  corpus: new URL('corpus/requests.jsonl', import.meta.url),
  start: async (t) => {
    const service = spawnService(t, MAIN, {
      API_KEY,
      INGEST_API_KEY: INGEST_KEY,
      RATE_LIMIT: '0',
      // Few, so that the answers that list all of them stay short, and that the limit is met.
      MAX_SERIES: '500',
      AGGREGATION_INTERVAL: '2',
      DATABASE_PATH: join(temporaryFolder(t), 'metrics.db'),
      PORT: String(await freePort()),
    });
    await service.healthy();
    return service;
  },
  hints: {
    period: fc.tuple(fc.integer({ min: 1, max: 3650 }), fc.constantFrom('m', 'h', 'd')).map((parts) => parts.join('')),
    name: name.filter((text) => text !== ''),
    labels: fc.oneof(
      fc.dictionary(label, anyText),
      fc.dictionary(
        anyText.filter((text) => text !== '' && text !== '__proto__' && text.length <= 100),
        fc.oneof(anyText, fc.integer(), fc.boolean()),
        { maxKeys: 4 },
      ),
    ),
    timestamp: fc
      .integer({ min: -HALF_HOUR_MS, max: HALF_HOUR_MS })
      .map((ms) => new Date(Date.now() + ms).toISOString()),
    since: fc
      .integer({ min: 0, max: 40 * 24 * 60 })
      .map((minutes) => new Date(Date.now() - minutes * 60_000).toISOString()),
    until: fc.integer({ min: 1, max: 60 }).map((minutes) => new Date(Date.now() + minutes * 60_000).toISOString()),
  },
  parameterHints: {
    labels: fc
      .array(fc.tuple(label, anyText), { maxLength: 3 })
      .map((pairs) => pairs.map(([key, value]) => `${key}:${escape(value)}`).join(',')),
  },
});
