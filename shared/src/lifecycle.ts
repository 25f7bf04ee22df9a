import closeWithGrace from 'close-with-grace';
import type { ZodRawShape, output, ZodObject } from 'zod';
import { readConfig, type CommonConfig } from './config.ts';
import { leaveOutCompilers } from './engine.ts';
import { healthcheck } from './healthcheck.ts';
import { createLog, type Logger } from './log.ts';
import { startMemoryRelease } from './memory-release.ts';
import { loadMigrations } from './migrations.ts';
import type { App } from './server.ts';
import { closeDatabase, openDatabase, type Database } from './sqlite.ts';
import { StartError } from './start-error.ts';
import { isStorageFailure } from './storage-failure.ts';
import { SECOND_MS, type Clock } from './time.ts';

/** How long requests in flight may take once a stop was asked for. */
const IN_FLIGHT_MS = 5 * SECOND_MS;
const SWEEP_MS = 50;
/** When a stop that hangs is given up on: before the 10 s after which Docker kills. */
const STOP_MS = 9 * SECOND_MS;

export interface RunningService {
  app: App;
  /** Ends what goes on in the background; called when the last request is done. */
  close: () => Promise<void>;
}

/** What every service's app is built from. */
export interface BuildOptions<S extends ZodRawShape> {
  config: output<ZodObject<S>>;
  db: Database;
  log: Logger;
  /** The built pages. */
  ui: URL;
  now?: Clock;
}

/** What makes one service of the code that all share. */
export interface Service<S extends ZodRawShape> {
  name: string;
  defaultPort: number;
  settings: S;
  /** Marks the database as this service's; see `openDatabase`. */
  applicationId: number;
  /** The app around its database. `close` ends background work; the server is closed before. */
  buildApp: (options: BuildOptions<S>) => Promise<RunningService>;
}

/** Where a service's code is: its migrations and its pages are found from there. */
type SourceFolder = URL;

/**
 * Opens a service's database and builds its app, which does not listen yet.
 *
 * @throws StartError when the database cannot be used
 */
export async function openService<S extends ZodRawShape>(
  { applicationId, buildApp }: Service<S>,
  { folder, config, log, now }: Omit<BuildOptions<S>, 'db' | 'ui'> & { folder: SourceFolder },
): Promise<RunningService & { db: Database }> {
  const db = openDatabase({
    path: (config as CommonConfig).DATABASE_PATH,
    applicationId,
    migrations: loadMigrations(new URL('store/migrations/', folder)),
    // Where there should have been one, this is the only sign that it is gone.
    onCreated: (file) => log.info({ file }, 'made a new database'),
  });
  const options = { config, db, log, ui: new URL('../ui/dist/', folder), ...(now && { now }) };
  const { app, close } = await buildApp(options).catch((error: unknown) => {
    db.close();
    if (!isStorageFailure(error)) throw error;
    throw new StartError([`DATABASE_PATH: ${db.name} cannot be used: ${(error as Error).message}`], { cause: error });
  });
  let closed: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    await close();
    try {
      closeDatabase(db);
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      log.warn({ err: error }, 'the log could not be moved into the database; the next start reads it');
    }
  }
  return { app, db, close: () => (closed ??= closeAll()) };
}

/** A service's process from its first line to its exit: settings, start, listening, signals, stop. */
export async function runService<S extends ZodRawShape>(service: Service<S>, folder: SourceFolder): Promise<void> {
  if (process.argv[2] === '--healthcheck') {
    process.exitCode = await healthcheck(service.defaultPort, process.env);
    return;
  }
  leaveOutCompilers();
  try {
    const config = readConfig(service.settings, process.env);
    const { LOG_LEVEL, HOST, PORT } = config as CommonConfig;
    const log = createLog(service.name, LOG_LEVEL);
    const running = await openService(service, { folder, config, log });
    // Before the line that says "listening": whoever waits for that may send a signal at once.
    const grace = stopOnSignal(running, log);
    try {
      await listen(running, HOST, PORT);
      startMemoryRelease(log);
    } catch (error) {
      grace.uninstall();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${service.name}: ${problem}\n`);
    process.exitCode = 1;
  }
}

async function listen(running: RunningService, host: string, port: number): Promise<void> {
  // For this name Fastify opens a second server, which knows none of our limits.
  const address = host === 'localhost' ? '127.0.0.1' : host;
  try {
    await running.app.listen({ host: address, port, listenTextResolver: (url) => `listening at ${url}` });
  } catch (error) {
    await running.app.close();
    await running.close();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new StartError([`PORT=${port} is in use on ${host}`], { cause: error });
    throw new StartError([`HOST=${host} PORT=${port} cannot be listened on: ${message}`], { cause: error });
  }
}

function stopOnSignal({ app, close }: RunningService, log: Logger): { uninstall: () => void } {
  return closeWithGrace({ delay: STOP_MS, logger: log }, async ({ signal, err }) => {
    if (err) log.error({ err }, 'stopping after an unexpected error');
    else log.info({ signal }, 'stopping');
    // `close` ends the connections that are idle now; these, those that become idle while it waits.
    const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
    const cut = setTimeout(() => app.server.closeAllConnections(), IN_FLIGHT_MS);
    await app.close();
    clearInterval(sweep);
    clearTimeout(cut);
    await close();
    log.info('stopped');
  });
}
