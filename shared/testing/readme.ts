import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { ZodRawShape, ZodType } from 'zod';
import { writeReference } from '../commands/reference/markdown.ts';
import { readExamples } from './readme-examples.ts';
import type { StartedService } from './start-service.ts';

const ROOT = new URL('../../README.md', import.meta.url);

export interface ReadmeOptions {
  /** The service's own README. */
  own: URL;
  /** The port that its examples name. */
  port: number;
  settings: ZodRawShape;
  /** Starts the service with whatever the examples expect to find. */
  start: (t: TestContext) => Promise<StartedService>;
}

/** Holds a service's README, and what the root's says of it, to the code. */
export function testReadmes({ own, port, settings, start }: ReadmeOptions): void {
  describe('the READMEs', () => {
    for (const file of [ROOT, own]) {
      it(`show commands that do what they say: ${file.pathname.split('/').slice(-2).join('/')}`, async (t) => {
        const { url, apiKey } = await start(t);

        await runExamples(file, { url, port, apiKey });
      });
    }

    it('list every setting with its default', () => {
      assert.deepEqual(documentedSettings(own), defaultsOf(settings));
    });

    it('list every endpoint', async (t) => {
      const { call } = await start(t);

      const { body } = await call('GET', '/api/openapi.json');

      assert.deepEqual(documentedEndpoints(own), endpointsOf(body));
    });

    it('lead to a reference that is what `npm run reference` writes', async (t) => {
      const { call } = await start(t);
      const { body: description } = await call('GET', '/api/openapi.json');

      const written = await writeReference(nameOf(own), description, async (method, path, content) => {
        const { status, body } = await call(method, path, content);
        return { status, body };
      });

      assert.equal(readFileSync(new URL('API.md', own), 'utf8'), written, 'run `npm run reference`');
      assert.match(readFileSync(own, 'utf8'), /\]\(API\.md\)/);
    });
  });
}

/** The service that a README is about. */
function nameOf(own: URL): string {
  return own.pathname.split('/').at(-2) ?? '';
}

/** Runs a README's `curl` commands to `port`, in order, against a service at `url`; `…` stands for anything. */
async function runExamples(
  file: URL,
  { url, port, apiKey }: { url: string; port: number; apiKey: string },
): Promise<void> {
  const address = `http://localhost:${port}`;
  const examples = readExamples(readFileSync(file, 'utf8')).filter(({ command }) => command.includes(address));
  assert.ok(examples.length > 0, `${file.pathname} has no examples`);
  for (const { command, prints } of examples) {
    const script = command.replaceAll(address, url);
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, KEY: apiKey } });
    const pattern = prints
      .split('…')
      .map((text) => RegExp.escape(text))
      .join('.*');
    assert.match(stdout.trim(), new RegExp(`^${pattern}$`), command);
  }
}

/** Settings and their defaults as READMEs tell them; a service's own goes before the root's. */
function documentedSettings(own: URL): Record<string, string | undefined> {
  const rows = [...readTable(ROOT, 'Settings that every service has'), ...readTable(own, 'Settings')];
  return Object.fromEntries(rows.map(([name, standard]) => [name, standard]));
}

/** Settings and their defaults as they are. */
function defaultsOf(settings: ZodRawShape): Record<string, string> {
  const entries = Object.entries(settings as Record<string, ZodType>);
  return Object.fromEntries(
    entries.map(([name, schema]) => {
      const result = schema.safeParse(undefined);
      return [name, result.success ? toText(result.data as Setting) : 'required'];
    }),
  );
}

type Setting = string | number | boolean | readonly string[] | undefined;

function toText(value: Setting): string {
  if (value === undefined) return '';
  // The only setting that is read to something else than what is written.
  return value === 'info' ? 'INFO' : value.toString();
}

/** `METHOD /path` of every endpoint that a README lists, in order. */
function documentedEndpoints(file: URL): string[] {
  return readTable(file, 'Endpoints')
    .map(([endpoint = '']) => endpoint)
    .toSorted();
}

/** `METHOD /path` of every endpoint in an OpenAPI description, in order. */
function endpointsOf({ paths }: { paths: Record<string, object> }): string[] {
  return Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .toSorted();
}

/** The rows of the first table below a heading, cells trimmed and without backticks around them. */
function readTable(file: URL, heading: string): string[][] {
  const [, section = ''] = readFileSync(file, 'utf8').split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0]?.match(/^\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}
