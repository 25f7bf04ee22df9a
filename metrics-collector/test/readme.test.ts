import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  defaultsOf,
  documentedEndpoints,
  documentedSettings,
  endpointsOf,
  runExamples,
} from '@monlight/shared/testing/readme';
import { DEFAULT_PORT, settings } from '../src/config.ts';
import { startMetricsCollector } from './start.ts';

const ROOT = new URL('../../README.md', import.meta.url);
const OWN = new URL('../README.md', import.meta.url);

describe('the README', () => {
  for (const file of [ROOT, OWN]) {
    it(`shows commands that do what they say: ${file.pathname.split('/').slice(-2).join('/')}`, async (t) => {
      const { url, apiKey } = await startMetricsCollector(t);

      await runExamples(file, { url, port: DEFAULT_PORT, apiKey });
    });
  }

  it('lists every setting with its default', () => {
    assert.deepEqual(documentedSettings([ROOT, OWN]), defaultsOf(settings));
  });

  it('lists every endpoint', async (t) => {
    const { call } = await startMetricsCollector(t);

    const { body } = await call('GET', '/api/openapi.json');

    assert.deepEqual(documentedEndpoints(OWN), endpointsOf(body));
  });
});
