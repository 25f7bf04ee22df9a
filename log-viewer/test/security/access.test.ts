import { testAccess } from '@monlight/shared/testing/access';
import { startLogViewer } from '../start.ts';

testAccess({
  service: 'log-viewer',
  start: startLogViewer,
  unknown: ['/api/logs/1/nowhere', '/API/logs', '/assets/../api/logs'],
  rules: {
    'GET /': 'public',
    'GET /assets/:name': 'public',
    'GET /health': 'public',
    'POST /api/session': 'public',
    'DELETE /api/session': 'write',
    'GET /api/openapi.json': 'read',
    'GET /api/logs': 'read',
    'GET /api/logs/:id': 'read',
    'GET /api/logs/:id/context': 'read',
    'GET /api/logs/histogram': 'read',
    'GET /api/logs/export': 'read',
    'GET /api/logs/tail': 'read',
    'GET /api/stats': 'read',
    'GET /api/containers': 'read',
    'GET /api/sources': 'read',
  },
});
