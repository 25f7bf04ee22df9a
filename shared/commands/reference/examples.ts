import { examplesOf, jsonOf, type Endpoint } from './description.ts';

/** Sends one request with the full key. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Told>;

/** What the service has answered. */
export interface Told {
  status: number;
  body: unknown;
}

/** What a request to an endpoint looks like, and what comes of it. */
export interface Examples {
  /** Absent where the endpoint takes no body, or its schema has no example. */
  accepted?: { body: unknown; answer: Told };
  refused: Told[];
}

const MAX_REFUSED = 4;

/**
 * Asks a service that has nothing in it yet what it makes of good and of bad requests to each of its endpoints, since what
 * it says is better than what somebody thinks it would.
 */
export async function askExamples(endpoints: readonly Endpoint[], ask: Ask): Promise<Map<Endpoint, Examples>> {
  const accepted = new Map<Endpoint, Examples['accepted']>();
  for (const endpoint of endpoints) {
    const [body] = examplesOf(jsonOf(endpoint.operation.requestBody?.content));
    if (body === undefined) continue;
    accepted.set(endpoint, { body, answer: await ask(endpoint.method, endpoint.path, body) });
  }

  const examples = new Map<Endpoint, Examples>();
  for (const endpoint of endpoints) {
    const example = accepted.get(endpoint);
    const refused = new Map<string, Told>();
    for (const { path, body } of badRequests(endpoint, example?.body)) {
      const answer = await ask(endpoint.method, path, body);
      if (answer.status >= 400 && refused.size < MAX_REFUSED) refused.set(JSON.stringify(answer), answer);
    }
    examples.set(endpoint, { refused: [...refused.values()], ...(example && { accepted: example }) });
  }
  return examples;
}

interface Bad {
  path: string;
  body?: unknown;
}

/** Requests with one thing wrong each. */
function* badRequests({ path, operation }: Endpoint, example: unknown): Generator<Bad> {
  const { parameters = [], requestBody } = operation;
  // A stream may never end.
  const content = contentOf(operation);
  if (content && !jsonOf(content)) return;
  const placed = path.replace(/\{\w+\}/g, '0');

  if (requestBody) {
    yield { path: placed, body: {} };
    const given = (typeof example === 'object' && example !== null ? example : {}) as Record<string, unknown>;
    for (const [name, value] of Object.entries(given)) {
      yield { path: placed, body: { ...given, [name]: Array.isArray(value) ? {} : [] } };
    }
  }
  const queries = parameters.filter((parameter) => parameter.in === 'query');
  const needed = queries.filter(({ required }) => required).map(({ name }) => [name, 'x'] as const);
  if (needed.length > 0) yield { path: placed };
  for (const { name } of queries) {
    yield {
      path: `${placed}?${new URLSearchParams({ ...Object.fromEntries(needed), [name]: 'nonsense' }).toString()}`,
    };
  }
  if (placed !== path) yield { path: placed };
}

function contentOf({ responses }: Endpoint['operation']) {
  const answer = responses['200'];
  return answer && 'content' in answer ? answer.content : undefined;
}
