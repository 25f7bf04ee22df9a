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
  // Its two threads compile at the same time: with less taken into one function, that takes less memory.
  engineFlags: ['--max-inlined-bytecode-size-cumulative=300'],
  buildApp,
};
