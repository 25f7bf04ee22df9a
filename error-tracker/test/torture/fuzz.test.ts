import { join } from 'node:path';
import * as fc from 'fast-check';
import { testWithAnyRequest } from '@monlight/shared/testing/fuzz/fuzz';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { API_KEY, INGEST_KEY, MAIN } from '../start.ts';
import { tracebacks } from './tracebacks.ts';

testWithAnyRequest({
  apiKey: API_KEY,
  corpus: new URL('corpus/requests.jsonl', import.meta.url),
  start: async (t) => {
    const service = spawnService(t, MAIN, {
      API_KEY,
      INGEST_API_KEY: INGEST_KEY,
      RATE_LIMIT: '0',
      DATABASE_PATH: join(temporaryFolder(t), 'errors.db'),
      PORT: String(await freePort()),
    });
    await service.healthy();
    return service;
  },
  hints: {
    id: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer()),
    ids: fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }),
    traceback: fc.oneof(fc.constantFrom(...tracebacks), fc.string()),
  },
});
