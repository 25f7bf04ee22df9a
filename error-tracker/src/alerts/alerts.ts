import { startJob, type Job } from '@monlight/shared/job';
import type { Logger } from '@monlight/shared/log';
import { HOUR_MS, type Clock } from '@monlight/shared/time';
import type { AlertContent, AlertKind, FailedAlert, Outbox } from '../store/outbox.ts';
import { compose, composeTest } from './compose.ts';
import { toContent, toHeldContent } from './content.ts';
import { createDelivery } from './deliver.ts';
import { createPostmark, type SendResult } from './postmark.ts';

/** Without one of these there are no alerts. */
const REQUIRED = ['POSTMARK_API_TOKEN', 'POSTMARK_FROM_EMAIL', 'ALERT_EMAILS'] as const;

/** How many of the failed ones are shown; the log has them all. */
const SHOWN_FAILED = 20;

/** The part of the configuration that alerts need. */
export interface AlertSettings {
  POSTMARK_API_TOKEN?: string | undefined;
  POSTMARK_FROM_EMAIL?: string | undefined;
  ALERT_EMAILS: readonly string[];
  POSTMARK_API_URL: string;
  ALERT_LIMIT_PER_HOUR: number;
  BASE_URL: string;
}

export interface AlertOptions {
  outbox: Outbox;
  now: Clock;
  log: Pick<Logger, 'debug' | 'warn' | 'error'>;
  fetch?: typeof fetch;
}

/** Alerts as the rest of the service sees them: ingest enqueues and wakes, the process starts and stops. */
export function createAlerts(settings: AlertSettings, { outbox, now, log, fetch = globalThis.fetch }: AlertOptions) {
  const { POSTMARK_API_TOKEN: token, POSTMARK_FROM_EMAIL: from, ALERT_EMAILS: to, BASE_URL: baseUrl } = settings;
  const missing = REQUIRED.filter((name) => !settings[name]?.length);
  const channel =
    token && from && to.length > 0
      ? createPostmark({ token, from, to, apiUrl: settings.POSTMARK_API_URL, fetch, now })
      : null;
  const delivery =
    channel && createDelivery({ outbox, channel, compose: (alert) => compose(alert, baseUrl), now, log });
  const stopping = new AbortController();
  let pruning: Job | undefined;

  return {
    /** Whether all that alerts need is set. */
    enabled: missing.length === 0,
    missing,

    /**
     * Owes people a mail about a group, or an entry in the next digest when the hour's mails are used
     * up. Plain statements: call it inside the transaction that records the report, then `wake` after it.
     */
    enqueue(kind: AlertKind, groupId: number, report: AlertContent): void {
      if (!delivery) return;
      if (outbox.countCharged() < settings.ALERT_LIMIT_PER_HOUR) outbox.enqueue(kind, groupId, toContent(report));
      else outbox.hold(kind, groupId, toHeldContent(report));
    },

    /** Sends what was enqueued, soon. */
    wake: (): void => delivery?.wake(),

    start(): void {
      if (missing.length > 0 && missing.length < REQUIRED.length) {
        log.warn(`alerts are off: ${missing.join(' and ')} not set`);
      }
      pruning = startJob({ name: 'alert pruning', everyMs: HOUR_MS, log, work: () => void outbox.prune() });
      delivery?.start();
    },

    /** Ends within about a second; what was not sent stays owed. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all([pruning?.stop(), delivery?.stop()]);
    },

    /** How many mails are on their way or held, and the newest that failed. */
    status: (): { pending: number; held: number; failed: FailedAlert[] } => ({
      ...outbox.counts(),
      failed: outbox.failed(SHOWN_FAILED),
    }),

    dismissFailed: (): void => void outbox.dismissFailed(),

    /** Sends a mail now, past the outbox and the limit. */
    sendTest: async (): Promise<SendResult | { status: 'off' }> =>
      channel ? channel.send(composeTest(baseUrl), `test-${now()}`, stopping.signal) : { status: 'off' },
  };
}

/** See `createAlerts`. */
export type Alerts = ReturnType<typeof createAlerts>;
