import type { Database } from '@monlight/shared/sqlite';
import type { DigestContent } from './outbox.ts';

/** Alerts that one transaction looks at: with the largest mails in them, some milliseconds. */
const BATCH = 100;

export interface ProjectAlerts {
  /**
   * Takes the project's mails out of the next alerts behind `after`, digests too. Call it inside a transaction, and
   * before the project's groups go: by them the alerts are known.
   *
   * @returns mails taken out, and the last alert looked at: null when that was all
   */
  removeSome(project: string, after: number): { removed: number; last: number | null };
}

/** What one project has in the outbox. A mail that was sent is only a number, which the hourly limit needs. */
export function createProjectAlerts(db: Database): ProjectAlerts {
  const lastOfBatch = db
    .prepare<[number], number | null>(
      `SELECT max(id) FROM (SELECT id FROM alerts WHERE id > ? ORDER BY id LIMIT ${BATCH})`,
    )
    .pluck();
  const isOfProject = db.prepare<[number, string], 1>('SELECT 1 FROM groups WHERE id = ? AND project = ?').pluck();
  // A mail may be owed, or have failed, for a group that is gone: content and subject still name the project.
  const removeMails = db.prepare<{ after: number; last: number; project: string; subject: string }>(
    `DELETE FROM alerts WHERE id > :after AND id <= :last AND kind <> 'digest' AND state <> 'sent' AND (
       EXISTS (SELECT 1 FROM groups WHERE id = alerts.group_id AND project = :project)
       OR content ->> 'project' = :project
       OR instr(subject, :subject) = 1)`,
  );
  const digests = db.prepare<[number, number], { id: number; content: string }>(
    `SELECT id, content FROM alerts WHERE id > ? AND id <= ? AND kind = 'digest' AND state = 'pending'`,
  );
  const rewrite = db.prepare<[string, number]>('UPDATE alerts SET content = ? WHERE id = ?');
  const remove = db.prepare<[number]>('DELETE FROM alerts WHERE id = ?');

  /** True when the project was in it. What stays of the digest is about the others. */
  function removeFromDigest(id: number, content: string, project: string): boolean {
    const digest = JSON.parse(content) as DigestContent;
    const others = digest.projects.filter(
      (section) =>
        section.project !== project && !section.alerts.some(({ groupId }) => isOfProject.get(groupId, project)),
    );
    const removed = digest.projects.filter((section) => !others.includes(section));
    if (removed.length === 0) return false;
    const count = digest.count - removed.reduce((sum, section) => sum + section.count, 0);
    if (count === 0) remove.run(id);
    else rewrite.run(JSON.stringify({ ...digest, count, projects: others }), id);
    return true;
  }

  return {
    removeSome: (project, after) => {
      const last = lastOfBatch.get(after) ?? null;
      if (last === null) return { removed: 0, last };
      const mails = removeMails.run({ after, last, project, subject: `[${project}] ` }).changes;
      const changed = digests.all(after, last).filter(({ id, content }) => removeFromDigest(id, content, project));
      return { removed: mails + changed.length, last };
    },
  };
}
