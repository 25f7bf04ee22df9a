import { join } from 'node:path';
import * as fc from 'fast-check';
import { testWithAnyRequest } from '@monlight/shared/testing/fuzz/fuzz';
import { anyText } from '@monlight/shared/testing/fuzz/values';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { API_KEY, dockerFolderOf, MAIN } from '../start.ts';
import { logLines } from './log-lines.ts';

const LEVELS = ['DEBUG', 'info', 'WARN', 'ERROR', 'Fatal'];
const level = fc.oneof(
  fc.subarray(LEVELS, { minLength: 1 }).map((levels) => levels.join(',')),
  fc.constantFrom(...LEVELS).map((name) => `>=${name}`),
);
const word = fc.oneof(anyText, fc.constantFrom('OR', 'NOT', 'AND', '(', ')', '"', 'pay*', '*', '-x', 'user-login'));
/** Within the 1000 characters and 64 words of the search language. */
const search = fc.array(word, { maxLength: 8 }).map((words) => Array.from(words.join(' ')).slice(0, 500).join(''));

testWithAnyRequest({
  apiKey: API_KEY,
  corpus: new URL('corpus/requests.jsonl', import.meta.url),
  start: async (t) => {
    const folder = temporaryFolder(t);
    const docker = dockerFolderOf(folder);
    for (const name of ['web', 'api']) {
      const container = docker.create({ name });
      // Few, so that the answers that list all of them stay short.
      for (const line of logLines.filter((_, at) => at % 6 === 0)) container.print('stdout', line);
    }
    const service = spawnService(t, MAIN, {
      API_KEY,
      RATE_LIMIT: '0',
      LOG_SOURCES: docker.path,
      DATABASE_PATH: join(folder, 'logs.db'),
      PORT: String(await freePort()),
    });
    await service.healthy();
    return service;
  },
  hints: {
    id: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer()),
    level,
    search,
    q: search,
    container: fc.subarray(['web', 'api', 'db']).map((names) => names.join(',')),
    last_event_id: fc.array(fc.nat(500), { minLength: 1, maxLength: 5 }).map((ids) => ids.join('-')),
  },
});
