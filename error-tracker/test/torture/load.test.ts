import { request } from '@monlight/shared/testing/request';
import { testUnderLoad } from '@monlight/shared/testing/load/load';
import { API_KEY, report } from '../start.ts';

const GROUPS = 200;
const headers = { 'x-api-key': API_KEY };
const bodyOf = (n: number): string =>
  JSON.stringify(report({ fingerprint: `group ${n % GROUPS}`, message: 'm'.repeat(2000), user_id: n }));

testUnderLoad({
  service: 'error-tracker',
  env: () => ({}),
  fill: async ({ url }) => {
    const all = Array.from({ length: GROUPS }, (_, n) => request(`${url}/api/errors`, 'POST', bodyOf(n), headers));
    await Promise.all(all);
  },
  requests: [
    { method: 'POST', path: '/api/errors', body: bodyOf },
    { method: 'GET', path: '/api/errors' },
    { method: 'GET', path: '/api/errors/1' },
  ],
  large: '/api/errors?limit=200',
  upload: '/api/errors',
});
