import { testReadmes } from '@monlight/shared/testing/readme';
import { DEFAULT_PORT, settings } from '../src/config.ts';
import { startErrorTracker } from './start.ts';

testReadmes({
  own: new URL('../README.md', import.meta.url),
  port: DEFAULT_PORT,
  settings,
  start: (t) => startErrorTracker(t),
});
