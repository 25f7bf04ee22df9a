import { setTimeout as delay } from 'node:timers/promises';
import { testUnderLoad } from '@monlight/shared/testing/load/load';
import { dockerFolderOf } from '../start.ts';

const LINES = 3000;
const LONG_LINES = 100;
const count = LINES + LONG_LINES;

testUnderLoad({
  service: 'log-viewer',
  env: (folder) => {
    const docker = dockerFolderOf(folder);
    const container = docker.create({ name: 'web' });
    const lines = Array.from({ length: LINES }, (_, n) => `INFO item ${n} was added to the cart of user ${n % 50}`);
    const long = Array.from({ length: LONG_LINES }, (_, n) => `ERROR ${n} ${'x'.repeat(60_000)}`);
    container.print('stdout', [...lines, ...long].join('\n'));
    return { LOG_SOURCES: docker.path, TAIL_BUFFER: '16777216' };
  },
  fill: async ({ url }) => {
    const isStored = async () => {
      const { logs_indexed: stored } = (await (await fetch(`${url}/health`)).json()) as { logs_indexed: number };
      return stored >= count;
    };
    while (!(await isStored())) await delay(50);
  },
  requests: [
    { method: 'GET', path: '/api/logs?search=cart&limit=50' },
    { method: 'GET', path: '/api/stats' },
    { method: 'GET', path: '/api/logs/histogram?level=INFO' },
  ],
  large: '/api/logs?level=ERROR',
  upload: '/api/session',
});
