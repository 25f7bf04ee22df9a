import type { Service } from '@monlight/shared/lifecycle';
import { buildApp } from './app.ts';
import { DEFAULT_PORT, SERVICE, settings } from './config.ts';

/** "MLlv": marks the file as the log viewer's. */
const APPLICATION_ID = 0x4d4c6c76;

/** The log viewer. */
export const service: Service<typeof settings> = {
  name: SERVICE,
  defaultPort: DEFAULT_PORT,
  settings,
  applicationId: APPLICATION_ID,
  buildApp,
};
