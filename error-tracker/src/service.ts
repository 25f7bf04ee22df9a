import type { Service } from '@monlight/shared/lifecycle';
import { buildApp } from './app.ts';
import { DEFAULT_PORT, SERVICE, settings } from './config.ts';

/** "MLer": marks the file as the error tracker's. */
const APPLICATION_ID = 0x4d4c6572;

/** The error tracker. */
export const service: Service<typeof settings> = {
  name: SERVICE,
  defaultPort: DEFAULT_PORT,
  settings,
  applicationId: APPLICATION_ID,
  buildApp,
};
