import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { sized } from '@monlight/shared/testing/torture';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import type { Stream } from '../../src/level.ts';
import type { FakeContainer } from '../docker-folder.ts';
import { createPrinted, type Printed } from '../process/printed.ts';
import { startRestartable, type Restartable } from '../process/restartable.ts';
import { MANY_FILES, round, type Round, type Setting, type Step } from './schedule.ts';
import { createTexts, type Texts } from '../process/texts.ts';

const ROUNDS = sized({ cut: 20, whole: 200 });
/** Rounds wait for their process most of the time. */
const WORLDS = 4;
/** Rounds after which everything is compared. */
const SHIFT = 5;
/** A file of Docker's that is worth rotating takes longer to fill. */
const FILL_MS = 60;

interface Actor {
  container: FakeContainer;
  printed: Printed;
  isCopied: boolean;
  mayLose: boolean;
}

const told = { rounds: 0, kills: 0, stops: 0, entries: 0, lostLines: 0 };

describe('a log viewer that is killed at any moment', { concurrency: WORLDS }, () => {
  after(() => console.log(JSON.stringify(told)));

  for (let world = 1; world <= WORLDS; world += 1) {
    it(`has everything once and in order, or tells of a gap (${world} of ${WORLDS})`, async (t) => {
      const viewer = await startRestartable(t, { MAX_ENTRIES: '10000000' });
      const all: Actor[] = [];
      const property = fc.asyncProperty(fc.array(round, { minLength: SHIFT, maxLength: SHIFT }), async (rounds) => {
        const actors: Actor[] = [];
        for (const each of rounds) actors.push(...(await play(viewer, each)));
        await viewer.service().healthy();
        for (const actor of actors) await drained(viewer, actor);
        for (const { container } of actors) container.remove();
        all.push(...actors);
      });

      // Shrinking would play for hours; a failure names its seed.
      await fc.assert(property, { numRuns: Math.ceil(ROUNDS / WORLDS / SHIFT), endOnFailure: true });

      const found = Map.groupBy(await viewer.found(), ({ container }) => container);
      for (const { container, printed } of all) assert.equal(printed.problemOf(found.get(container.name) ?? []), null);
    });
  }
});

/** One round on containers of its own; the kill comes while it is followed. */
async function play(viewer: Restartable, { settings, steps, burst, killAfterMs }: Round): Promise<Actor[]> {
  const texts = createTexts();
  const actors = settings.map((each, at) => createActor(viewer, each, `round${told.rounds}-${at}`));
  told.rounds += 1;
  for (const actor of actors) if (actor.mayLose) await meet(viewer, actor, texts);
  for (const each of steps) await perform(viewer, actors, texts, each);
  await viewer.service().healthy();
  for (const actor of actors) await write(actor, 'stdout', texts.burst(burst));
  await delay(killAfterMs);
  await restart(viewer, 'SIGKILL');
  for (const actor of actors) await write(actor, 'stdout', texts.lines(1));
  return actors;
}

function createActor({ docker }: Restartable, { maxFile, maxSize, isCompressed, isCopied }: Setting, name: string) {
  // Docker compresses nothing that logrotate handles.
  const options = isCopied ? { maxFile: MANY_FILES } : { maxFile, maxSize, isCompressed };
  const mayLose = options.maxFile < MANY_FILES;
  const container = docker.create({ name, startedAt: Date.now(), ...options });
  return { container, printed: createPrinted({ mayLose }), isCopied, mayLose };
}

async function write({ container, printed, mayLose }: Actor, stream: Stream, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    printed.add(stream, piece);
    container.print(stream, piece);
    if (mayLose) await delay(FILL_MS);
  }
}

async function perform(viewer: Restartable, actors: Actor[], texts: Texts, step: Step) {
  if (step.act === 'pause') return await delay(step.ms);
  if (!('which' in step)) return await restart(viewer, step.act);
  const actor = actors[step.which % actors.length] as Actor;
  const { container, isCopied, mayLose } = actor;
  switch (step.act) {
    case 'print':
      for (const piece of texts[step.kind](step.amount)) {
        await write(actor, step.stream, [piece]);
        await delay(step.pauseMs);
      }
      return;
    case 'rotate':
      if (isCopied) container.copyTruncate(MANY_FILES);
      else container.rotate();
      if (mayLose) await delay(FILL_MS);
      return;
    case 'compress':
      return container.compress();
    case 'daemon':
      return container.restart();
    case 'recreate':
      return await recreate(viewer, actor, texts);
  }
}

/** What Docker deletes of a log that nobody has looked at is gone without a trace, so this waits until it is followed. */
async function meet(viewer: Restartable, actor: Actor, texts: Texts): Promise<void> {
  await viewer.service().healthy();
  await write(actor, 'stdout', texts.lines(1));
  await drained(viewer, actor);
}

async function recreate(viewer: Restartable, actor: Actor, texts: Texts): Promise<void> {
  await meet(viewer, actor, texts);
  await write(actor, 'stdout', texts.burst(1));
  // As Compose does, whose containers have another name at first.
  const labels = { 'com.docker.compose.project': 'shop' };
  actor.container = viewer.docker.recreate(actor.container, { labels, startedAt: Date.now(), maxFile: MANY_FILES });
  actor.isCopied = false;
  await write(actor, 'stdout', texts.lines(1));
  await drained(viewer, actor);
}

async function restart(viewer: Restartable, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const service = viewer.service();
  const code = await service.kill(signal);
  const { stdout, stderr } = service.output();
  if (signal === 'SIGKILL') told.kills += 1;
  else told.stops += 1;
  // Who is told to stop before it listens has no handler yet.
  if (signal === 'SIGTERM' && stdout.includes('listening')) assert.equal(code, 0, stderr);
  assert.doesNotMatch(stdout, /"ERROR"/);
  assert.equal(integrityOf(viewer), 'ok');
  viewer.start();
}

/** What SQLite finds wrong with the database while nobody writes it. */
function integrityOf({ folder }: Restartable): unknown {
  const db = new Sqlite(join(folder, 'logs.db'), { readonly: true });
  try {
    return db.pragma('integrity_check', { simple: true });
  } finally {
    db.close();
  }
}

/** Waits until the end of what an actor printed is found, and compares everything. */
async function drained(viewer: Restartable, { container, printed }: Actor): Promise<void> {
  await viewer.caughtUp(container.name, printed.last());
  const found = await viewer.found({ container: container.name });
  assert.equal(printed.problemOf(found), null, container.name);
  const lost = printed.lost(found).filter((line) => line.trim() !== '');
  const onDisk = new Set(readLines(container));
  assert.deepEqual(
    lost.filter((line) => onDisk.has(line)),
    [],
    'what is still on disk is not lost',
  );
  told.entries += found.length;
  told.lostLines += lost.length;
}

/** The whole lines in all files of a log. */
function readLines({ folder }: FakeContainer): string[] {
  return readdirSync(folder)
    .filter((name) => name.includes('-json.log'))
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
    })
    .filter((line) => line.startsWith('{'))
    .map((line) => ((JSON.parse(line) as { log?: string }).log ?? '').trimEnd());
}
