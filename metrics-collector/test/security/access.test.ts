import { testAccess } from '@monlight/shared/testing/access';
import { startMetricsCollector } from '../start.ts';

testAccess({
  service: 'metrics-collector',
  start: startMetricsCollector,
  unknown: ['/api/metrics/', '/api/metrics/nowhere', '/metrics/', '/METRICS', '/assets/../metrics'],
  rules: {
    'GET /': 'public',
    'GET /explore': 'public',
    'GET /assets/:name': 'public',
    'GET /health': 'public',
    'POST /api/session': 'public',
    'DELETE /api/session': 'write',
    'GET /api/openapi.json': 'read',
    'POST /api/metrics': 'ingest',
    'GET /api/metrics': 'read',
    'GET /api/metrics/names': 'read',
    'GET /api/metrics/labels': 'read',
    'GET /api/dashboard': 'read',
    'GET /metrics': 'read',
  },
});
