import { isStorageFailure } from '@monlight/shared/storage-failure';
import type { Writer } from '@monlight/shared/writer';
import type { Alerts } from '../alerts/alerts.ts';
import type { GroupStore, Recorded } from '../store/groups.ts';
import type { Report } from './report.ts';

interface Waiting {
  report: Report;
  resolve: (recorded: Recorded) => void;
  reject: (reason: unknown) => void;
}

export interface RecorderOptions {
  groups: GroupStore;
  alerts: Alerts;
  writer: Writer;
}

/**
 * Records reports, and resolves once each is on disk. What arrives in one turn of the event loop is recorded together, group by
 * group: errors come in floods of the same, and their group is then looked up, counted and pruned once for all of them.
 *
 * Rejects with the SqliteError that kept a report from being stored.
 */
export function createRecorder({ groups, alerts, writer }: RecorderOptions): (report: Report) => Promise<Recorded> {
  let waiting: Waiting[] = [];

  function recordAll(batch: readonly Waiting[]): Map<Report, Recorded> {
    const results = new Map<Report, Recorded>();
    const reports = batch.map(({ report }) => report);
    const same = Map.groupBy(reports, ({ fingerprint, project }) => `${fingerprint} ${project}`);
    for (const ofGroup of same.values()) {
      for (const [index, recorded] of groups.record(ofGroup).entries()) {
        const report = ofGroup[index] as Report;
        const { status, id } = recorded.receipt;
        // People hear about what is new and what came back; the mail is owed from this commit on.
        if (status !== 'incremented' && !recorded.isMuted) alerts.enqueue(status, id, report);
        results.set(report, recorded);
      }
    }
    return results;
  }

  function endCollecting(batch: readonly Waiting[]): void {
    if (waiting === batch) waiting = [];
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await writer.write(() => {
        endCollecting(batch);
        return recordAll(batch);
      });
      for (const { report, resolve } of batch) resolve(results.get(report) as Recorded);
    } catch (error) {
      endCollecting(batch);
      // One bad report must not take its neighbours down.
      if (batch.length > 1 && !isStorageFailure(error)) for (const each of batch) void write([each]);
      else for (const { reject } of batch) reject(error);
    }
  }

  return (report) =>
    new Promise((resolve, reject) => {
      waiting.push({ report, resolve, reject });
      if (waiting.length === 1) void write(waiting);
    });
}
