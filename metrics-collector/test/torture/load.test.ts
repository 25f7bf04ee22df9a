import { testUnderLoad } from '@monlight/shared/testing/load/load';
import { request } from '@monlight/shared/testing/request';
import { API_KEY } from '../start.ts';

const SERIES = 2000;
const POINTS = 10;
const point = (n: number) => ({
  name: 'http_request_duration_seconds',
  type: 'histogram',
  value: (n % 100) / 100,
  labels: { method: 'GET', endpoint: `/items/${n % SERIES}`, status: '200' },
});
const bodyOf = (n: number): string => JSON.stringify(Array.from({ length: POINTS }, (_, at) => point(n * POINTS + at)));

testUnderLoad({
  service: 'metrics-collector',
  env: () => ({}),
  fill: async ({ url }) => {
    const points = Array.from({ length: SERIES }, (_, n) => point(n));
    await request(`${url}/api/metrics`, 'POST', points, { 'x-api-key': API_KEY });
  },
  requests: [
    { method: 'POST', path: '/api/metrics', body: bodyOf },
    { method: 'POST', path: '/api/metrics', body: bodyOf },
    { method: 'POST', path: '/api/metrics', body: bodyOf },
    { method: 'GET', path: '/api/metrics/names' },
    { method: 'GET', path: '/api/dashboard?period=1h' },
  ],
  large: '/metrics',
  upload: '/api/metrics',
});
