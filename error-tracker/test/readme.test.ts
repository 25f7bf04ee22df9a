import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable, runExamples } from '@monlight/shared/testing/readme';
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
    const listed = [...readTable(ROOT, 'Settings that every service has'), ...readTable(OWN, 'Settings')];

    const actual = Object.entries(settings).map(([name, schema]) => {
      const result = schema.safeParse(undefined);
      const isRequired = !result.success;
      return [name, isRequired ? 'required' : toText(result.data)];
    });

    assert.deepEqual(
      Object.fromEntries(listed.map(([name, standard]) => [name, standard])),
      Object.fromEntries(actual),
    );
  });

  it('list every endpoint', async (t) => {
    const { call } = await startErrorTracker(t);
    const { paths } = (await call('GET', '/api/openapi.json')).body as { paths: Record<string, object> };

    const actual = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );

    assert.deepEqual(
      readTable(OWN, 'Endpoints')
        .map(([endpoint = '']) => endpoint)
        .toSorted(),
      actual.toSorted(),
    );
  });
});

/** A setting's value as the README writes it. */
function toText(value: string | number | boolean | readonly string[] | undefined): string {
  if (value === undefined) return '';
  // The only setting that is read to something else than what is written.
  return value === 'info' ? 'INFO' : value.toString();
}
