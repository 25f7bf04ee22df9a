import { startJob, type Job } from '@monlight/shared/job';
import type { Logger } from '@monlight/shared/log';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type Clock } from '@monlight/shared/time';
import type { Alert, Outbox } from '../store/outbox.ts';
import type { Mail } from './mail.ts';
import type { Channel, SendResult } from './postmark.ts';

export interface DeliveryOptions {
  outbox: Outbox;
  channel: Channel;
  compose: (alert: Alert) => Mail;
  now: Clock;
  log: Pick<Logger, 'debug' | 'warn' | 'error'>;
}

/** A few, so that one slow answer does not hold up the other mails. */
const CONCURRENT = 4;
/** How often the outbox is looked at without being asked: what is due by the clock is not later than this. */
const SWEEP_MS = SECOND_MS;
const FIRST_RETRY_MS = 5 * SECOND_MS;
const MAX_RETRY_MS = 15 * MINUTE_MS;
const GIVE_UP_MS = DAY_MS;
/** A clock that jumps a day ahead is not a day of trying; in a day there are more than these. */
const GIVE_UP_ATTEMPTS = 20;
/** A flood has settled when nothing came for this long; */
const QUIET_MS = MINUTE_MS;
/** one that does not settle is told of after this long, */
const FLOOD_MS = 5 * MINUTE_MS;
/** and again no sooner than this. */
const DIGEST_EVERY_MS = HOUR_MS;
/** How long a stop lets mails arrive: to cut one off is to risk that it is sent twice. */
const STOP_MS = SECOND_MS;

interface Sending {
  alert: Alert;
  subject: string;
  ended: Promise<void>;
  result?: SendResult;
}

/** Brings what the outbox holds to the channel: several at a time, until each was sent or has failed for good. */
export function createDelivery({ outbox, channel, compose, now, log }: DeliveryOptions) {
  const stopping = new AbortController();
  /** What is being sent, or was and is not recorded yet: none of it may be sent again. */
  const inFlight = new Map<number, Sending>();
  let job: Job | undefined;

  function sweep(): void {
    try {
      recordResults();
      if (isDigestDue()) outbox.digestHeld();
    } finally {
      // What cannot be taken note of now stays in flight, and does not hold up the others.
      sendDue();
    }
  }

  function sendDue(): void {
    // As many as are sent at a time: while one of those is free, one of these is not in flight.
    for (const alert of outbox.due(CONCURRENT)) {
      if (inFlight.size < CONCURRENT && !inFlight.has(alert.id)) begin(alert);
    }
  }

  function begin(alert: Alert): void {
    const mail = compose(alert);
    const sending: Sending = { alert, subject: mail.subject, ended: Promise.resolve() };
    inFlight.set(alert.id, sending);
    sending.ended = channel.send(mail, `alert-${alert.id}-${alert.createdAt}`, stopping.signal).then((result) => {
      sending.result = result;
      void job?.run();
    });
  }

  function recordResults(): void {
    for (const { alert, subject, result } of inFlight.values()) {
      if (!result) continue;
      record(alert, subject, result);
      inFlight.delete(alert.id);
    }
  }

  function record(alert: Alert, subject: string, result: SendResult): void {
    if (result.status === 'sent') {
      outbox.markSent(alert.id);
    } else if (result.status === 'refused') {
      fail(alert, subject, result.detail);
    } else if (!stopping.signal.aborted) {
      const retryAt = now() + Math.max(backOffMs(alert.attempts), result.retryAfterMs);
      const isOver = retryAt > alert.createdAt + GIVE_UP_MS && alert.attempts + 1 >= GIVE_UP_ATTEMPTS;
      if (isOver) fail(alert, subject, `Given up after 24 hours: ${result.detail}`);
      else retry(alert, retryAt, result.detail);
    }
  }

  function retry(alert: Alert, retryAt: number, detail: string): void {
    outbox.postpone(alert.id, retryAt);
    const level = alert.attempts === 0 ? 'warn' : 'debug';
    log[level]({ alert: alert.id, detail, attempts: alert.attempts + 1 }, 'alert not sent yet; it will be tried again');
  }

  function fail(alert: Alert, subject: string, detail: string): void {
    outbox.markFailed(alert.id, subject, detail);
    log.error({ alert: alert.id, subject, detail }, 'alert was not sent and will not be tried again');
  }

  function isDigestDue(): boolean {
    const held = outbox.heldSpan();
    if (!held) return false;
    const last = outbox.lastDigest();
    if (last && (last.isPending || isWithin(DIGEST_EVERY_MS, last.at))) return false;
    return !isWithin(QUIET_MS, held.newest) || !isWithin(FLOOD_MS, held.oldest);
  }

  /** Whether so little time has passed since then; what lies ahead was before the clock was set back. */
  function isWithin(ms: number, since: number): boolean {
    const time = now();
    return time >= since && time < since + ms;
  }

  return {
    start(): void {
      // What kept mails from being sent may have been mended for this start.
      outbox.makeDue();
      job = startJob({ name: 'alert delivery', everyMs: SWEEP_MS, log, work: sweep });
    },
    /** Looks for something to send, soon; call it after a commit. */
    wake(): void {
      void job?.run();
    },
    /** Ends within about a second; what was not sent stays in the outbox. */
    async stop(): Promise<void> {
      await job?.stop();
      const cut = setTimeout(() => stopping.abort(), STOP_MS);
      await Promise.all([...inFlight.values()].map((sending) => sending.ended));
      clearTimeout(cut);
      recordResults();
    },
  };
}

/** Doubles with each attempt; a fifth more or less, so that the mails of one outage do not come all at once. */
function backOffMs(attempts: number): number {
  const ms = Math.min(FIRST_RETRY_MS * 2 ** attempts, MAX_RETRY_MS);
  return Math.round(ms * (0.8 + 0.4 * Math.random()));
}
