import type { Database } from '@monlight/shared/sqlite';
import { DAY_MS, HOUR_MS, type Clock } from '@monlight/shared/time';

/** Why a mail about a group is owed: it is new, or it came back after it was resolved. */
export type AlertKind = 'created' | 'reopened';

/** What the mail about one group is made of, already cut to what a mail shows. */
export interface AlertContent {
  project: string;
  environment: string;
  exceptionType: string;
  message: string;
  requestMethod: string | null;
  requestUrl: string | null;
  /** When it happened, in milliseconds. */
  timestamp: number;
  traceback: string;
}

/** What a digest says of one alert. */
export type HeldContent = Pick<AlertContent, 'project' | 'environment' | 'exceptionType' | 'message'>;

/** What a digest is made of. The counts are of everything held back, the lists are bounded. */
export interface DigestContent {
  count: number;
  /** When the first and the last of them came, in milliseconds. */
  since: number;
  until: number;
  projects: { project: string; count: number; alerts: DigestEntry[] }[];
}

/** One alert in a digest. */
export type DigestEntry = { kind: AlertKind; groupId: number } & Omit<HeldContent, 'project'>;

/** A mail that is owed. */
export type Alert = { id: number; createdAt: number; attempts: number } & (
  | { kind: AlertKind; groupId: number; content: AlertContent }
  | { kind: 'digest'; groupId: null; content: DigestContent }
);

/** A mail that will not be sent any more. */
export interface FailedAlert {
  id: number;
  kind: Alert['kind'];
  groupId: number | null;
  subject: string;
  detail: string;
  failedAt: number;
}

/** How many alerts a digest lists; the others are counted. Keeps its mail readable and its row small. */
const DIGEST_ENTRIES = 50;
/** Longer than any mail is postponed: one that is due later than this was postponed before the clock was set back. */
const MAX_POSTPONED_MS = 2 * HOUR_MS;
/** How long people can see what has failed. */
const FAILED_MS = 30 * DAY_MS;

/** The mails that are owed, held back, sent within the hour, and failed. */
export function createOutbox(db: Database, now: Clock = Date.now) {
  const add = db.prepare<[string, string, number | null, string, number, number | null]>(
    `INSERT INTO alerts (kind, state, group_id, content, created_at, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const charged = db
    .prepare<[number, number], number>(
      // What was sent in the future was sent before the clock was set back.
      `SELECT (SELECT count(*) FROM alerts WHERE state = 'pending' AND kind <> 'digest')
            + (SELECT count(*) FROM alerts WHERE state = 'sent' AND ended_at > ? AND ended_at <= ? AND kind <> 'digest')`,
    )
    .pluck();
  const due = db.prepare<[number, number, number], Omit<Alert, 'content'> & { content: string }>(
    `SELECT id, kind, group_id AS groupId, created_at AS createdAt, attempts, content FROM alerts
     WHERE state = 'pending' AND (next_attempt_at <= ? OR next_attempt_at > ?) ORDER BY next_attempt_at, id LIMIT ?`,
  );
  const makeDue = db.prepare(`UPDATE alerts SET next_attempt_at = created_at WHERE state = 'pending'`);
  const markSent = db.prepare<[number, number]>(
    `UPDATE alerts SET state = 'sent', content = NULL, ended_at = ? WHERE id = ?`,
  );
  const markFailed = db.prepare<[number, string, string, number]>(
    `UPDATE alerts SET state = 'failed', content = NULL, ended_at = ?, subject = ?, detail = ? WHERE id = ?`,
  );
  const postpone = db.prepare<[number, number]>(
    'UPDATE alerts SET attempts = attempts + 1, next_attempt_at = ? WHERE id = ?',
  );
  const heldSpan = db.prepare<[], { oldest: number | null; newest: number | null }>(
    `SELECT (SELECT min(created_at) FROM alerts WHERE state = 'held') AS oldest,
            (SELECT max(created_at) FROM alerts WHERE state = 'held') AS newest`,
  );
  const lastDigest = db.prepare<[], { isPending: 0 | 1; at: number }>(
    `SELECT state = 'pending' AS isPending, coalesce(ended_at, created_at) AS at FROM alerts
     WHERE kind = 'digest' ORDER BY id DESC LIMIT 1`,
  );
  // Each kind of error of each project before the second of any: a flood of one does not hide the others.
  const listHeld = db.prepare<[], DigestEntry & { project: string; inProject: number }>(
    `WITH held AS (
       SELECT id, content ->> 'project' AS project, content ->> 'exceptionType' AS type FROM alerts WHERE state = 'held'
     ), listed AS (
       SELECT id, row_number() OVER (PARTITION BY project, type ORDER BY id) AS nth,
         count(*) OVER (PARTITION BY project) AS inProject
       FROM held ORDER BY nth, id LIMIT ${DIGEST_ENTRIES}
     )
     SELECT kind, group_id AS groupId, content ->> 'project' AS project, content ->> 'environment' AS environment,
       content ->> 'exceptionType' AS exceptionType, content ->> 'message' AS message, inProject
     FROM listed JOIN alerts USING (id) ORDER BY nth, id`,
  );
  const dropHeld = db.prepare(`DELETE FROM alerts WHERE state = 'held'`);
  const counts = db.prepare<[], { pending: number; held: number }>(
    `SELECT (SELECT count(*) FROM alerts WHERE state = 'pending') AS pending,
            (SELECT count(*) FROM alerts WHERE state = 'held') AS held`,
  );
  const failed = db.prepare<[number], FailedAlert>(
    `SELECT id, kind, group_id AS groupId, subject, detail, ended_at AS failedAt FROM alerts
     WHERE state = 'failed' ORDER BY ended_at DESC, id DESC LIMIT ?`,
  );
  const dismissFailed = db.prepare(`DELETE FROM alerts WHERE state = 'failed'`);
  const prune = db.prepare<[number, number]>(
    `DELETE FROM alerts WHERE (state = 'sent' AND ended_at <= ?) OR (state = 'failed' AND ended_at <= ?)`,
  );

  function findHeldSpan(): { oldest: number; newest: number } | null {
    const { oldest = null, newest = null } = heldSpan.get() ?? {};
    return oldest === null || newest === null ? null : { oldest, newest };
  }

  const digestHeld = db.transaction((): void => {
    const span = findHeldSpan();
    if (!span) return;
    const digest: DigestContent = { count: 0, since: span.oldest, until: span.newest, projects: [] };
    for (const { project, inProject, ...entry } of listHeld.all()) {
      let section = digest.projects.find((one) => one.project === project);
      if (!section) digest.projects.push((section = { project, count: inProject, alerts: [] }));
      section.alerts.push(entry);
    }
    digest.count = dropHeld.run().changes;
    add.run('digest', 'pending', null, JSON.stringify(digest), now(), now());
  });

  return {
    /** A mail that is owed from now on. One statement: it belongs into the caller's transaction. */
    enqueue: (kind: AlertKind, groupId: number, content: AlertContent): void => {
      add.run(kind, 'pending', groupId, JSON.stringify(content), now(), now());
    },
    /** Something for the next digest. One statement, like `enqueue`. */
    hold: (kind: AlertKind, groupId: number, content: HeldContent): void => {
      add.run(kind, 'held', groupId, JSON.stringify(content), now(), null);
    },
    /** What counts against the hourly limit: mails of the last hour and mails that are owed, without digests. */
    countCharged: (): number => charged.get(now() - HOUR_MS, now()) ?? 0,
    /** The `limit` mails whose turn came first. */
    due: (limit: number): Alert[] =>
      due
        .all(now(), now() + MAX_POSTPONED_MS, limit)
        .map((row) => ({ ...row, content: JSON.parse(row.content) }) as Alert),
    /** Lets every mail that is owed be tried now. */
    makeDue: () => makeDue.run(),
    markSent: (id: number) => markSent.run(now(), id),
    markFailed: (id: number, subject: string, detail: string) => markFailed.run(now(), subject, detail, id),
    /** Counts an attempt that failed; the next one is not before `until`. */
    postpone: (id: number, until: number) => postpone.run(until, id),
    /** When the first and the last of what is held came; null when nothing is. */
    heldSpan: findHeldSpan,
    /** Whether the newest digest is still owed, and when it was sent, failed or was made; null without one. */
    lastDigest: (): { isPending: boolean; at: number } | null => {
      const row = lastDigest.get();
      return row ? { isPending: row.isPending === 1, at: row.at } : null;
    },
    /** Puts one digest in the place of all that is held. */
    digestHeld: (): void => digestHeld.immediate(),
    counts: () => counts.get() ?? { pending: 0, held: 0 },
    /** The newest `limit` that failed. */
    failed: (limit: number): FailedAlert[] => failed.all(limit),
    dismissFailed: () => dismissFailed.run(),
    /** Forgets what was sent more than an hour ago and what failed more than 30 days ago. */
    prune: () => prune.run(now() - HOUR_MS, now() - FAILED_MS),
  };
}

/** See `createOutbox`. */
export type Outbox = ReturnType<typeof createOutbox>;
