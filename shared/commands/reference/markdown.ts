import { endpointsOf, examplesOf, jsonOf, type Answer, type Description, type Endpoint } from './description.ts';
import { askExamples, type Ask, type Examples, type Told } from './examples.ts';
import { fieldsOf, parameterOf, type Field } from './fields.ts';

/** The reference of a service as Markdown: a function of its description and of what it answers, so that a test can compare. */
export async function writeReference(name: string, description: Description, ask: Ask): Promise<string> {
  const endpoints = endpointsOf(description);
  const examples = await askExamples(endpoints, ask);
  const parts = [
    `# ${name}: the API`,
    '<!-- Written by `npm run reference` from the schemas that check requests, and from what the service answers. -->',
    `Every endpoint, field and answer. [README.md](README.md) says what they are good for, and \`GET /api/openapi.json\` says
the same as this page to programs.`,
    table(
      ['endpoint', ''],
      endpoints.map((endpoint) => [`[${titleOf(endpoint)}](#${anchorOf(endpoint)})`, endpoint.operation.summary ?? '']),
    ),
    commonPart(description),
    ...endpoints.map((endpoint) => endpointPart(endpoint, examples.get(endpoint))),
  ];
  return `${parts.join('\n\n')}\n`;
}

function titleOf({ method, path }: Endpoint): string {
  return `\`${method} ${path}\``;
}

/** As GitHub makes one of a heading. */
function anchorOf({ method, path }: Endpoint): string {
  return `${method} ${path}`
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function commonPart({ components }: Description): string {
  const rows = Object.entries(components.responses).flatMap(([status, answer]) =>
    examplesOf(jsonOf(answer.content)).map((body) => [status, answer.description, toCode(body)]),
  );
  return `## What holds everywhere

- The key goes in \`X-API-Key\`, or in \`Authorization: Bearer\`. A signed-in browser needs none; when it changes something, it
  sends \`X-Requested-With\`.
- Bodies and answers are JSON in UTF-8. A body is read as JSON whatever its \`Content-Type\` says, and may be gzip
  (\`Content-Encoding: gzip\`). Fields that are unknown here are ignored, and \`null\` counts as absent.
- A *time* is ISO 8601. Answers have UTC with milliseconds, \`2026-01-23T15:30:00.000Z\`; requests may have any offset and
  precision.
- A 2xx answer to something that was sent means that it is on disk.
- With the key, \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` say how many requests are left.

Errors are \`{"detail": "<one sentence>"}\`. These may come from any endpoint, as far as they fit it; its
section names its own.

${table(['status', 'when', 'body'], rows)}`;
}

function endpointPart(endpoint: Endpoint, examples: Examples | undefined): string {
  const { operation } = endpoint;
  const body = jsonOf(operation.requestBody?.content);
  const parts = [
    `## ${titleOf(endpoint)}`,
    [operation.summary && `${operation.summary}.`, operation.description].filter(Boolean).join(' '),
    keyOf(endpoint),
    parametersPart(endpoint),
    body && [
      '**Body**',
      body.schema.description,
      fieldTable(fieldsOf(body.schema, 'what is required'), 'what it is and must be'),
    ],
    examples?.accepted && [
      `\`\`\`json\n${JSON.stringify(examples.accepted.body, null, 2)}\n\`\`\``,
      `is answered with ${examples.accepted.answer.status} ${toCode(examples.accepted.answer.body)}`,
    ],
    answersPart(endpoint),
    errorsPart(endpoint, examples?.refused ?? []),
  ];
  return parts
    .flat()
    .filter((part) => typeof part === 'string' && part !== '')
    .join('\n\n');
}

function keyOf({ operation: { security } }: Endpoint): string {
  if (security.length === 0) return 'Needs no key.';
  const takesIngestKey = security.some((way) => 'ingestKey' in way);
  return takesIngestKey ? 'Key: `INGEST_API_KEY` or `API_KEY`.' : '';
}

function parametersPart({ operation: { parameters = [] } }: Endpoint): string[] {
  const rows = parameters.toSorted((a, b) => a.in.localeCompare(b.in)).map(parameterOf);
  return rows.length === 0 ? [] : ['**Parameters**', fieldTable(rows, 'what it is and must be')];
}

const NO_CONTENT = '204';

/** The answers of success; the same one of several statuses once. */
function answersPart({ operation }: Endpoint): string[] {
  const byContent = Map.groupBy(
    ownAnswers(operation.responses).filter(([status]) => status < 400),
    ([, answer]) => JSON.stringify(answer.content),
  );
  return [...byContent.values()].flatMap((answers) => {
    const [, answer] = answers[0] ?? [];
    const schema = jsonOf(answer?.content)?.schema;
    const statuses = answers.map(([status]) => status).join(', ');
    const types = schema ? [] : Object.keys(answer?.content ?? {}).map((type) => `\`${type}\``);
    const about = [answer?.description, schema?.description].find(isWritten);
    if (!schema && about === undefined && statuses !== NO_CONTENT) return [];
    return [
      [
        `**Answer ${statuses}**`,
        types.length > 0 && `(${types.join(' or ')})`,
        about,
        statuses === NO_CONTENT && 'without a body',
      ]
        .filter(Boolean)
        .join(' '),
      schema === undefined ? '' : fieldTable(fieldsOf(schema, 'what may be absent'), 'what it is'),
    ];
  });
}

function errorsPart({ operation }: Endpoint, refused: readonly Told[]): string[] {
  const declared = ownAnswers(operation.responses)
    .filter(([status]) => status >= 400)
    .flatMap(([status, { content }]) => examplesOf(jsonOf(content)).map((body) => ({ status, body })));
  const told = new Map([...refused, ...declared].map((answer) => [JSON.stringify(answer), answer]));
  const rows = [...told.values()].toSorted((a, b) => a.status - b.status);
  if (rows.length === 0) return [];
  const cells = rows.map(({ status, body }) => [String(status), toCode(body)]);
  return ['**Errors**', table(['status', 'body'], cells)];
}

/** Without what holds everywhere. */
function ownAnswers(responses: Endpoint['operation']['responses']): [status: number, answer: Answer][] {
  return Object.entries(responses).flatMap(([status, answer]) =>
    '$ref' in answer ? [] : [[Number(status), answer] satisfies [number, Answer]],
  );
}

/** Unlike the words that stand where a schema has none. */
function isWritten(text: string | undefined): boolean {
  return text !== undefined && text !== 'Default Response';
}

function fieldTable(fields: readonly Field[], meaning: string): string {
  if (fields.length === 0) return '';
  return table(
    ['field', 'type', meaning],
    fields.map(({ name, type, text }) => [`\`${name}\``, type, text]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [toRow(head), `|${head.map(() => '---|').join('')}`, ...rows.map(toRow)].join('\n');
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function toCode(body: unknown): string {
  return `\`${JSON.stringify(body)}\``;
}
