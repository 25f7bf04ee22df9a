import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '@monlight/shared/log';
import { HOUR_MS, SECOND_MS, type Clock } from '@monlight/shared/time';
import type { LogStore } from '../store/log-store.ts';
import { createCollector, type Listener } from './collect.ts';
import type { Container } from './container-folder.ts';
import type { Discovery } from './discover.ts';
import { createSource, type Source } from './source.ts';

export interface FollowingOptions {
  /** The folder of Docker's containers. */
  folder: string;
  discovery: Discovery;
  store: LogStore;
  listener: Listener;
  /** Bytes of the end of a log that was there before Monlight was. */
  tailBytes: number;
  now: Clock;
  /** By which waiting and silence are measured: a clock that is set back must not make following wait. */
  steady: Clock;
  log: Logger;
}

/** The least time between two turns, ms: a line that comes alone should not cost what a batch does. */
const TURN_MS = 15;
/** How long a log that had something new is looked at in every turn: chokidar tells of a file at most every 50 ms. */
const CLOSE_MS = 100;
/** `setTimeout` knows no Infinity. */
const MAX_REST_MS = HOUR_MS;

/** Follows all containers once it is started: finds them, reads whichever has something new, until it is stopped. */
export function createFollowing(options: FollowingOptions) {
  const { folder, discovery, store, listener, tailBytes, now, steady, log } = options;
  const sources = new Map<string, Source>();
  const changed = new Set<Source>();
  const stopping = new AbortController();
  const firstStart = store.firstStart(now());
  const collector = createCollector({ store, listener, followed, now, steady, log });
  let mustScan = true;
  let wake: ((isStop: boolean) => void) | undefined;
  let isFirstScan = true;
  let isFailing = false;
  /** Whether the last batch could not take all that there was. */
  let isBehind = false;

  function followed(): string[] {
    return [...sources.values()].map(({ container }) => container.name);
  }

  async function scan(): Promise<void> {
    const found = new Map((await discovery.scan()).map((container) => [container.id, container]));
    for (const container of found.values()) {
      // Requests have their turn: the first look at a hundred containers takes as long as all the rest of a start.
      if (take(container)) await nextTurn();
      if (stopping.signal.aborted) return;
    }
    const state = discovery.state().sources;
    // A folder that cannot be read says nothing about who is gone.
    if (state === 'missing' || state === 'unreadable') return;
    isFirstScan = false;
    for (const [id, source] of sources) if (!found.has(id)) await leave(id, source);
    // Nor is a folder without any container to be trusted with that: it may be the place of one that is not mounted.
    if (state === 'ok') forgetRemoved();
  }

  /** False for one that was followed before. */
  function take(container: Container): boolean {
    const known = sources.get(container.id);
    if (known?.container.name === container.name) return false;
    const storedAs = store.containers.identify(container);
    if (known) {
      known.rename(container, storedAs);
      return false;
    }
    const wasThere = isFirstScan && (container.createdAt ?? 0) <= firstStart;
    const source = createSource({
      container,
      storedAs,
      state: store.containers.cursor(container.id),
      tailBytes: wasThere ? tailBytes : Infinity,
      find: store.find,
      now,
      steady,
      log,
    });
    sources.set(container.id, source);
    changed.add(source);
    log.debug({ container: container.name }, 'following a container');
    return true;
  }

  /** A container that is gone is read to its end first: its file is still open. */
  async function leave(id: string, source: Source): Promise<void> {
    let unread: readonly Source[] = [source];
    while (unread.length > 0 && !stopping.signal.aborted) unread = await collector.collect(unread, stopping.signal);
    if (stopping.signal.aborted) return;
    collector.finish(source);
    await source.close();
    sources.delete(id);
    changed.delete(source);
    log.debug({ container: source.container.name }, 'a container is gone');
  }

  /** Forgets where the logs of removed containers were left. */
  function forgetRemoved(): void {
    for (const id of store.containers.withCursor()) {
      if (!sources.has(id) && !existsSync(join(folder, id))) store.containers.dropCursor(id);
    }
  }

  /** When a source of which nothing is told has to be looked at, by the steady clock. */
  function dueAt(source: Source): number {
    // A share of a full batch is for those that are known to have something.
    const isClose = !isBehind && source.readAt() + CLOSE_MS > steady();
    return isClose ? -Infinity : collector.dueAt(source);
  }

  /** One batch from whatever changed or may have, and from what has been silent for long enough to be complete. */
  async function step(): Promise<void> {
    for (const source of sources.values()) if (dueAt(source) <= steady()) changed.add(source);
    const batch = [...changed];
    changed.clear();
    if (batch.length === 0) return;
    const unread = await collector.collect(batch, stopping.signal);
    isBehind = unread.length > 0;
    const changedMeanwhile = [...changed];
    changed.clear();
    for (const source of [...unread, ...changedMeanwhile]) if (sources.has(source.container.id)) changed.add(source);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = steady();
      try {
        if (mustScan) {
          mustScan = false;
          await scan();
        }
        await step();
        isFailing = false;
      } catch (error) {
        if (!isFailing) log.error({ err: error }, 'following failed; trying again every second');
        isFailing = true;
        await rest(SECOND_MS);
      }
      if (changed.size > 0) {
        // Requests have their turn between two batches.
        await nextTurn();
      } else {
        if (collector.isDropping()) collector.dropPassed();
        if (collector.isDropping()) await rest(TURN_MS);
        else if (!mustScan) await rest(Math.min(...[...sources.values()].map(dueAt)) - steady());
        await rest(startedAt + TURN_MS - steady(), { isFirm: true });
      }
    }
  }

  /** Waits so many ms, or until something changes (unless firm), or until the stop. */
  function rest(ms: number, { isFirm = false } = {}): Promise<void> {
    if (ms <= 0 || stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, MAX_REST_MS));
      wake = (isStop) => {
        if (isFirm && !isStop) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  let running: Promise<void> | undefined;
  return {
    start: (): void => void (running ??= run()),
    /** Looks at what changed: a log by its path, or everything. */
    changed: (path?: string): void => {
      const source = [...sources.values()].find(({ container }) => container.logPath === path);
      if (source) changed.add(source);
      else mustScan = true;
      if (path === undefined) for (const each of sources.values()) changed.add(each);
      wake?.(false);
    },
    /** Names of the containers that are followed now. */
    followed,
    /** When an entry was stored last, ms; null when none was since the start. */
    lastIngest: collector.lastIngest,
    /** Ends following; what was read is stored, and where it goes on. */
    stop: async (): Promise<void> => {
      stopping.abort();
      wake?.(true);
      await running;
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
  };
}
