import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startRecordingServer, type Recorded } from '../support/recording-server.ts';
import { runProgram } from '../support/run-program.ts';

function messages(requests: readonly Recorded[]): string[] {
  const found: string[] = requests.flatMap(({ path, body }) => (path === '/api/errors' ? [body.message] : []));
  return found.toSorted();
}

function counted(requests: readonly Recorded[]): string[] {
  return requests
    .flatMap(({ path, body }) => (path === '/api/metrics' ? body.metrics : []))
    .map(({ value, labels }) => `${labels.name}: ${value}`)
    .toSorted();
}

describe('clients side by side', () => {
  it('in a cluster each report what is theirs', async (t) => {
    const server = await startRecordingServer(t);

    const program = new URL('./programs/cluster.ts', import.meta.url);
    const { code, stderr } = await runProgram(t, program, { env: { URL: server.url } });

    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(messages(server.requests), ['primary', 'worker 1', 'worker 2']);
    assert.deepEqual(counted(server.requests), ['primary: 1', 'worker 1: 1', 'worker 2: 1']);
  });

  it('in worker threads each report what is theirs, however the thread ends', async (t) => {
    const server = await startRecordingServer(t);

    const program = new URL('./programs/threads.ts', import.meta.url);
    const { code, stdout, stderr } = await runProgram(t, program, { env: { URL: server.url } });

    assert.deepEqual([code, stdout, stderr], [0, 'main saw Error: throw\n', '']);
    assert.deepEqual(messages(server.requests), ['exit', 'last event', 'throw']);
    assert.deepEqual(counted(server.requests), ['exit: 1', 'last event: 1', 'main: 1', 'throw: 1']);
  });
});
