import { testHeaders } from '@monlight/shared/testing/headers';
import { startErrorTracker } from '../start.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

testHeaders({
  service: 'error-tracker',
  pages: ['/', '/errors/1'],
  data: {
    '/api/errors': JSON_TYPE,
    '/api/projects': JSON_TYPE,
    '/api/environments': JSON_TYPE,
    '/api/alerts': JSON_TYPE,
  },
  start: startErrorTracker,
});
