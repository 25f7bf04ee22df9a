import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadMigrations } from '@monlight/shared/migrations';
import { openDatabase, type Database } from '@monlight/shared/sqlite';
import { collectLog } from '@monlight/shared/testing/log-lines';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { createAlerts, type AlertSettings } from '../../src/alerts/alerts.ts';
import { createOutbox, type AlertContent } from '../../src/store/outbox.ts';
import type { startFakePostmark } from '../fake-postmark.ts';

/** A clock that moves when it is told to. */
export function createTime(start = Date.parse('2026-01-23T15:30:00Z')) {
  let ms = start;
  return {
    now: () => ms,
    advance: (byMs: number) => {
      ms += byMs;
    },
  };
}

const PATIENCE_MS = 5000;

/** Waits for a condition that other code brings about. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`waited in vain: ${what}`);
    await nextTurn();
  }
}

/** A database of the test's own. */
export function openStore(t: TestContext): Database {
  return openDatabase({
    path: join(temporaryFolder(t), 'errors.db'),
    applicationId: 1,
    migrations: loadMigrations(new URL('../../src/store/migrations/', import.meta.url)),
  });
}

/** What a mail is made of, valid as it is. */
export function content(fields: Partial<AlertContent> = {}): AlertContent {
  return {
    project: 'shop',
    environment: 'prod',
    exceptionType: 'ValueError',
    message: 'no such item',
    requestMethod: 'GET',
    requestUrl: 'https://shop.example.com/cart',
    timestamp: Date.parse('2026-01-23T15:30:00Z'),
    traceback: 'Traceback (most recent call last):\n  File "/app/cart.py", line 12, in add\nValueError: no such item',
    ...fields,
  };
}

/** Settings under which alerts are on. */
export function settings(fields: Partial<AlertSettings> = {}): AlertSettings {
  return {
    POSTMARK_API_TOKEN: 'the-token',
    POSTMARK_FROM_EMAIL: 'monlight@example.com',
    ALERT_EMAILS: ['ann@example.com', 'bob@example.com'],
    POSTMARK_API_URL: 'https://api.postmarkapp.com',
    ALERT_LIMIT_PER_HOUR: 20,
    BASE_URL: 'https://errors.example.com',
    ...fields,
  };
}

export interface StartOptions {
  /** To start on what an earlier start left. */
  db?: Database;
  time?: ReturnType<typeof createTime>;
  limitPerHour?: number;
}

/** Alerts on a database and a clock of their own, sending to a fake Postmark; stopped when the test ends. */
export function startAlerts(
  t: TestContext,
  postmark: Awaited<ReturnType<typeof startFakePostmark>>,
  { db = openStore(t), time = createTime(), limitPerHour = 20 }: StartOptions = {},
) {
  const { log, lines } = collectLog('error-tracker');
  const outbox = createOutbox(db, time.now);
  const alerts = createAlerts(settings({ POSTMARK_API_URL: postmark.url, ALERT_LIMIT_PER_HOUR: limitPerHour }), {
    outbox,
    now: time.now,
    log,
  });
  alerts.start();
  t.after(() => alerts.stop());

  let groups = 0;
  return {
    alerts,
    outbox,
    db,
    time,
    lines,
    /** New groups with these messages, recorded in one transaction as ingest does, and told of. */
    report: (...messages: string[]): void => {
      db.transaction(() => {
        for (const message of messages) alerts.enqueue('created', (groups += 1), content({ message }));
      }).immediate();
      alerts.wake();
    },
    /** Lets time pass, and has the outbox looked at. */
    pass: (ms: number): void => {
      time.advance(ms);
      alerts.wake();
    },
    /** Waits until nothing is owed any more. */
    settled: () => until(() => alerts.status().pending === 0, 'no alert is pending'),
  };
}

/** The messages in the subjects of mails, sorted: a message that came twice is here twice. */
export function messagesOf(mails: readonly { Subject: string }[]): string[] {
  return mails.map(({ Subject }) => Subject.split(': ').at(-1) ?? '').toSorted();
}
