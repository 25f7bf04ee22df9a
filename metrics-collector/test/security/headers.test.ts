import { testHeaders } from '@monlight/shared/testing/headers';
import { startMetricsCollector } from '../start.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

testHeaders({
  service: 'metrics-collector',
  pages: ['/', '/explore'],
  data: {
    '/api/metrics?name=m': JSON_TYPE,
    '/api/metrics/names': JSON_TYPE,
    '/api/metrics/labels?name=m': JSON_TYPE,
    '/api/dashboard': JSON_TYPE,
    '/metrics': 'text/plain; version=0.0.4; charset=utf-8',
  },
  start: startMetricsCollector,
});
