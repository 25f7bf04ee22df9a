import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it, type TestContext } from 'node:test';
import { freePort, spawnService } from '@monlight/shared/testing/service-process';
import { pathToFileURL } from 'node:url';
import { errorDefaults, metricsDefaults } from '../src/options.ts';
import { installPackage } from './support/installed-project.ts';
import { runProgram } from './support/run-program.ts';
import { endOf, INGEST_KEY, startErrorTracker, startMetricsCollector, until } from './support/services.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const OPTIONS = readFileSync(new URL('../src/options.ts', import.meta.url), 'utf8');

const ending = endOf(after);
let services:
  | Promise<[Awaited<ReturnType<typeof startErrorTracker>>, Awaited<ReturnType<typeof startMetricsCollector>>]>
  | undefined;

/** The example below a heading, as a program in a project with the package, that reports to real services. */
async function writeExample(t: TestContext, heading: string, language: 'ts' | 'cjs') {
  services ??= Promise.all([startErrorTracker(ending), startMetricsCollector(ending)]);
  const [errors, metrics] = await services;
  const [, section = ''] = README.split(`\n## ${heading}\n`);
  const [, code = assert.fail(heading)] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(section) ?? [];
  const { write } = installPackage(t, ['fastify', 'express']);
  const program = write(
    `example.${language}`,
    code
      .replaceAll('http://localhost:5010', errors.url)
      .replaceAll('http://localhost:5012', metrics.url)
      // Nobody wants to wait ten seconds here.
      .replace("project: 'shop',\n}", "project: 'shop',\n  flushInterval: 100,\n}"),
  );
  return { program, errors, metrics };
}

describe('the README', () => {
  it('shows nothing that is not run here', () => {
    const sections = README.split('\n## ').map((section) => [
      section.split('\n', 1)[0],
      ...[...section.matchAll(/^```(ts|cjs)$/gm)].map(([, language]) => language),
    ]);

    assert.deepEqual(
      sections.filter(({ length }) => length > 1),
      [
        ['Fastify 5', 'ts'],
        ['Express 4 and 5', 'ts'],
        ['Anywhere else', 'ts', 'cjs'],
      ],
    );
  });

  for (const heading of ['Fastify 5', 'Express 4 and 5']) {
    it(`shows an application with ${heading} whose error and request arrive`, async (t) => {
      const { program, errors, metrics } = await writeExample(t, heading, 'ts');
      const seen = (await errors.get('/api/errors?project=shop')).total
        ? ((await errors.groups('shop'))[0]?.count ?? 0)
        : 0;
      const PORT = String(await freePort());
      const { url, output } = spawnService(t, pathToFileURL(program), { MONLIGHT_API_KEY: INGEST_KEY, PORT });

      const answer = await until(
        () => fetch(`${url}/items/7`).catch(() => undefined),
        (found) => found !== undefined,
      );

      assert.equal(answer?.status, 500, output().stderr);
      const [group] = await until(
        () => errors.groups('shop'),
        (groups) => groups.reduce((sum, { count }) => sum + count, 0) > seen,
      );
      assert.equal(group?.message, 'no such item');
      assert.match(group.occurrences[0]?.request_url ?? '', /\/items\/7$/);
      await until(
        () => metrics.sums('http_requests_total', ['endpoint', 'status']),
        (sums) => (sums['/items/:id 500'] ?? 0) > 0,
      );
    });
  }

  it('shows a program that reports by itself', async (t) => {
    const { program, errors, metrics } = await writeExample(t, 'Anywhere else', 'ts');

    const { code, stderr } = await runProgram(t, program, { env: { MONLIGHT_API_KEY: INGEST_KEY } });

    assert.deepEqual([code, stderr], [0, '']);
    const groups = await errors.groups('shop');
    const group = groups.find(({ message }) => message === 'out of paper');
    assert.match(group?.traceback ?? '', /Caused by: Error: tray 2/);
    assert.deepEqual([group?.occurrences[0]?.user_id, group?.occurrences[0]?.extra], ['42', { job: 'nightly' }]);
    assert.deepEqual(await metrics.sums('orders_total', ['shop']), { north: 1 });
  });

  it('shows a CommonJS program that reports on its way out', async (t) => {
    const { program, errors } = await writeExample(t, 'Anywhere else', 'cjs');

    const { code, stderr } = await runProgram(t, program, { env: { MONLIGHT_API_KEY: INGEST_KEY } });

    assert.deepEqual([code, stderr], [0, '']);
    const [group] = await errors.groups('default');
    assert.equal(group?.message, 'from CommonJS');
    assert.deepEqual(group.occurrences[0]?.extra, { cart: ['mug'] });
  });

  for (const [client, interfaces, defaults] of [
    ['ErrorClient', ['ClientOptions', 'ReportOptions'], errorDefaults],
    ['MetricsClient', ['ClientOptions', 'MetricsClientOptions'], metricsDefaults],
  ] as const) {
    it(`lists every option of ${client} with its default`, () => {
      const fixed: Record<string, string> = { baseUrl: 'required', apiKey: 'required', log: 'console.warn' };
      const expected = interfaces.flatMap(optionsOf).map((name) => {
        const value = (defaults as Record<string, unknown>)[name];
        return [name, fixed[name] ?? [value].flat().join()];
      });

      assert.deepEqual(Object.fromEntries(readTable(client)), Object.fromEntries(expected));
    });
  }
});

/** The names in an interface of `options.ts`. */
function optionsOf(name: string): string[] {
  const [, body = assert.fail(name)] = new RegExp(`interface ${name} .*?\\{\n(.*?)\n\\}`, 's').exec(OPTIONS) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, option = '']) => option);
}

/** Names and defaults in the table whose first heading is a client's. */
function readTable(client: string): [name: string, value: string][] {
  const [, table = assert.fail(client)] =
    new RegExp(`^\\| \`${client}\` .*\n\\|.*\n((?:\\|.*\n)+)`, 'm').exec(README) ?? [];
  return table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .map(([, name = '', value = '']) => [name, value]);
}
