import assert from 'node:assert/strict';
import { ErrorClient, type ErrorClientOptions, type ErrorContext } from '../../src/index.ts';
import { startRecordingServer } from './recording-server.ts';
import type { Ending } from './services.ts';

/** Reports one thing, and returns the body that arrives for it. */
export async function reportOne(
  t: Ending,
  error: unknown,
  context?: ErrorContext,
  options: Partial<ErrorClientOptions> = {},
): Promise<any> {
  const server = await startRecordingServer(t);
  const client = new ErrorClient({
    baseUrl: server.url,
    apiKey: 'key-of-the-test-1',
    log: (line) => assert.fail(line),
    ...options,
  });
  await client.reportError(error, context);
  await client.close();
  assert.equal(server.requests.length, 1);
  return server.requests[0]?.body;
}
