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
import { startErrorTracker } from './start.ts';

const ROOT = new URL('../../README.md', import.meta.url);
const OWN = new URL('../README.md', import.meta.url);

describe('the READMEs', () => {
  for (const file of [ROOT, OWN]) {
    it(`show commands that do what they say: ${file.pathname.split('/').slice(-2).join('/')}`, async (t) => {
      const { url, apiKey } = await startErrorTracker(t);

      await runExamples(file, { url, port: DEFAULT_PORT, apiKey });
    });
  }

  it('list every setting with its default', () => {
    assert.deepEqual(documentedSettings([ROOT, OWN]), defaultsOf(settings));
  });

  it('list every endpoint', async (t) => {
    const { call } = await startErrorTracker(t);

    const { body } = await call('GET', '/api/openapi.json');

    assert.deepEqual(documentedEndpoints(OWN), endpointsOf(body));
  });
});
