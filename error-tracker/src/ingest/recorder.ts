import { isStorageFailure } from '@monlight/shared/storage-failure';
import type { Writer } from '@monlight/shared/writer';
import type { Alerts } from '../alerts/alerts.ts';
import type { GroupStore, Recorded } from '../store/groups.ts';
import type { Report } from './report.ts';

/** A report's bytes until it is on disk. */
interface Waiting {
  body: Buffer;
  /** Once it was read. */
  report: Report | null;
  resolve: (recorded: Recorded) => void;
  reject: (reason: unknown) => void;
}

export interface RecorderOptions {
  groups: GroupStore;
  alerts: Alerts;
  writer: Writer;
  /** Tells what a body says, or throws what its client is to be told. */
  read: (body: Buffer) => Report;
}

/**
 * Takes the bodies of reports, and resolves once each is on disk. What arrives together is read and recorded together, group by
 * group: errors come in floods of the same, and their group is then looked up, counted and pruned once for all of them. Until then
 * a report is bytes outside of the heap, which no garbage collection has to move.
 *
 * Rejects with what `read` threw, or with the SqliteError that kept a report from being stored.
 */
export function createRecorder({ groups, alerts, writer, read }: RecorderOptions): (body: Buffer) => Promise<Recorded> {
  let waiting: Waiting[] = [];

  /** Those of a batch that are reports; the others are rejected. */
  function readAll(batch: readonly Waiting[]): Map<Report, Waiting> {
    const reports = new Map<Report, Waiting>();
    for (const each of batch) {
      try {
        reports.set((each.report ??= read(each.body)), each);
      } catch (error) {
        each.reject(error);
      }
    }
    return reports;
  }

  function recordAll(reports: readonly Report[]): Map<Report, Recorded> {
    const results = new Map<Report, Recorded>();
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
    let reports = new Map<Report, Waiting>();
    try {
      const results = await writer.write(() => {
        endCollecting(batch);
        reports = readAll(batch);
        return recordAll([...reports.keys()]);
      });
      for (const [report, { resolve }] of reports) resolve(results.get(report) as Recorded);
    } catch (error) {
      endCollecting(batch);
      // One bad report must not take its neighbours down.
      if (batch.length > 1 && !isStorageFailure(error)) for (const each of batch) void write([each]);
      else for (const { reject } of batch) reject(error);
    }
  }

  return (body) =>
    new Promise((resolve, reject) => {
      waiting.push({ body, report: null, resolve, reject });
      if (waiting.length === 1) void write(waiting);
    });
}
