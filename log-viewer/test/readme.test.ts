import { testReadmes } from '@monlight/shared/testing/readme';
import { DEFAULT_PORT, settings } from '../src/config.ts';
import { startLogViewer } from './start.ts';

testReadmes({
  own: new URL('../README.md', import.meta.url),
  port: DEFAULT_PORT,
  settings,
  start: async (t) => {
    const viewer = await startLogViewer(t);
    viewer.docker.create({ name: 'web' }).print('stderr', 'payment timeout');
    await viewer.stored(1);
    return viewer;
  },
});
