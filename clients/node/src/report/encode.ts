import { cut, cutMiddle, shorten } from './cut.ts';
import { toPlain } from './plain.ts';
import { toText } from './read.ts';
import type { Report } from './report.ts';
import { MAX_MESSAGE } from './traceback.ts';

/** Bytes that the error tracker takes. */
const MAX_BODY = 262_144;
/** How many identical errors one report may stand for. */
export const MAX_FOLDED = 10_000;

/** The JSON of a report, within every limit of the error tracker, so that none is refused for its size. */
export function encodeReport(report: Report, count: number): string {
  const wire = toWire(report, count);
  let body = toJson(wire);
  // What helps least goes first.
  for (const reduce of REDUCTIONS) {
    if (Buffer.byteLength(body) <= MAX_BODY) break;
    reduce(wire);
    body = toJson(wire);
  }
  return body;
}

type Wire = ReturnType<typeof toWire>;

const REDUCTIONS: readonly ((wire: Wire) => void)[] = [
  (wire) => {
    wire.extra = { '…': 'left out: too large' };
  },
  (wire) => {
    wire.request_headers = { '…': 'left out: too large' };
  },
  (wire) => {
    wire.traceback = cutMiddle(wire.traceback, 16_384);
  },
];

function toWire(report: Report, count: number) {
  const { requestUrl, requestMethod, requestHeaders, userId, extra, fingerprint } = report;
  return {
    project: text(report.project, 100) || 'default',
    environment: text(report.environment, 20),
    exception_type: text(report.exceptionType, 200) || 'Error',
    message: shorten(toText(report.message), MAX_MESSAGE),
    traceback: cutMiddle(toText(report.traceback), 65_536),
    timestamp: toText(report.timestamp),
    request_url: requestUrl === undefined ? undefined : text(requestUrl, 2000),
    request_method: requestMethod === undefined ? undefined : text(requestMethod, 10),
    request_headers: requestHeaders as unknown,
    user_id: userId === undefined ? undefined : text(userId, 200),
    extra: extra as unknown,
    fingerprint: fingerprint ? text(fingerprint, 200) : undefined,
    count: count > 1 ? Math.min(count, MAX_FOLDED) : undefined,
  };
}

/** `beforeSend` may have put anything in. What it has left in it wants to be sent. */
function toJson(wire: Wire): string {
  try {
    return JSON.stringify(wire);
  } catch {
    wire.request_headers = toPlain(wire.request_headers, keepAll);
    wire.extra = toPlain(wire.extra, keepAll);
    return JSON.stringify(wire);
  }
}

const keepAll = () => false;

function text(value: unknown, max: number): string {
  return cut(toText(value), max);
}
