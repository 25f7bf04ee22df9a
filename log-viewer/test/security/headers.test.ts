import { testHeaders } from '@monlight/shared/testing/headers';
import { startLogViewer } from '../start.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

testHeaders({
  service: 'log-viewer',
  pages: ['/'],
  data: {
    '/api/logs': JSON_TYPE,
    '/api/logs/histogram': JSON_TYPE,
    '/api/logs/tail': 'text/event-stream; charset=utf-8',
    '/api/logs/export': 'application/x-ndjson; charset=utf-8',
    '/api/logs/export?format=text': 'text/plain; charset=utf-8',
    '/api/stats': JSON_TYPE,
    '/api/containers': JSON_TYPE,
    '/api/sources': JSON_TYPE,
  },
  start: startLogViewer,
});
