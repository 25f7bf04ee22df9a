import { testAccess } from '@monlight/shared/testing/access';
import { startErrorTracker } from '../start.ts';

testAccess({
  service: 'error-tracker',
  start: startErrorTracker,
  unknown: ['/api/errors/1/nowhere', '/API/errors', '/errors', '/api//errors', '/assets/../api/errors'],
  rules: {
    'GET /': 'public',
    'GET /errors/:id': 'public',
    'GET /assets/:name': 'public',
    'GET /health': 'public',
    'POST /api/session': 'public',
    'DELETE /api/session': 'write',
    'GET /api/openapi.json': 'read',
    'POST /api/errors': 'ingest',
    'GET /api/errors': 'read',
    'GET /api/errors/:id': 'read',
    'DELETE /api/errors/:id': 'write',
    'POST /api/errors/:id/resolve': 'write',
    'POST /api/errors/:id/reopen': 'write',
    'POST /api/errors/:id/mute': 'write',
    'POST /api/errors/:id/unmute': 'write',
    'POST /api/errors/bulk': 'write',
    'GET /api/projects': 'read',
    'DELETE /api/projects/:project': 'write',
    'DELETE /api/projects/*': 'write',
    'GET /api/environments': 'read',
    'GET /api/alerts': 'read',
    'DELETE /api/alerts/failed': 'write',
    'POST /api/test-alert': 'write',
  },
});
