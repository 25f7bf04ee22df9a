import { join } from 'node:path';
import { HOSTILE, testOutputs } from '@monlight/shared/testing/outputs';
import { createDockerFolder } from '../docker-folder.ts';
import { MAIN } from '../start.ts';

testOutputs({
  service: 'log-viewer',
  main: MAIN,
  pages: ['/'],
  settings: async (_t, folder) => {
    const docker = createDockerFolder(join(folder, 'containers'));
    docker.create({ name: HOSTILE.replace('\0', '') }).print('stdout', HOSTILE);
    return { LOG_SOURCES: docker.path };
  },
  provoked: /following a container/,
});
