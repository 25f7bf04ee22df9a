import { runService } from '@monlight/shared/lifecycle';
import { loadMigrations } from '@monlight/shared/migrations';
import { closeDatabase, openDatabase } from '@monlight/shared/sqlite';
import { buildApp } from './app.ts';
import { DEFAULT_PORT, SERVICE, settings } from './config.ts';

/** "MLmc": marks the file as the metrics collector's. */
const APPLICATION_ID = 0x4d4c6d63;

await runService({
  name: SERVICE,
  defaultPort: DEFAULT_PORT,
  settings,
  start: async (config, log) => {
    const db = openDatabase({
      path: config.DATABASE_PATH,
      applicationId: APPLICATION_ID,
      migrations: loadMigrations(new URL('store/migrations/', import.meta.url)),
    });
    const { app, close } = await buildApp({ config, db, log, ui: new URL('../ui/dist/', import.meta.url) });
    return {
      app,
      close: async () => {
        await close();
        closeDatabase(db);
      },
    };
  },
});
