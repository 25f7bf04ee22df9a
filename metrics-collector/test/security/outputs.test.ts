import { HOSTILE, testOutputs } from '@monlight/shared/testing/outputs';
import { request } from '@monlight/shared/testing/request';
import { MAIN } from '../start.ts';

testOutputs({
  service: 'metrics-collector',
  main: MAIN,
  pages: ['/', '/explore'],
  provoke: async (url, key) => {
    const point = { name: HOSTILE, type: 'gauge', value: 1, labels: { [HOSTILE]: HOSTILE } };
    await request(`${url}/api/metrics`, 'POST', [point, { ...point, value: HOSTILE }], { 'x-api-key': key });
    await request(`${url}/api/metrics`, 'POST', [point], { 'x-api-key': key });
  },
});
