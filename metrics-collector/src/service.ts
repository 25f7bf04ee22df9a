import type { Service } from '@monlight/shared/lifecycle';
import { buildApp } from './app.ts';
import { DEFAULT_PORT, SERVICE, settings } from './config.ts';

/** "MLmc": marks the file as the metrics collector's. */
const APPLICATION_ID = 0x4d4c6d63;

/** The metrics collector. */
export const service: Service<typeof settings> = {
  name: SERVICE,
  defaultPort: DEFAULT_PORT,
  settings,
  applicationId: APPLICATION_ID,
  buildApp,
};
