import { stripAnsi } from './ansi.ts';

/** A message that is a JSON object, in one line: what it says, then its other values. */
export interface JsonSummary {
  lead: string;
  pairs: [name: string, value: string][];
}

/** The names under which loggers put the sentence, the most usual first. */
const leadNames = ['message', 'msg', 'event', 'text', 'error', 'err'];
/** Shown beside the message already, or of no use in one line. */
const toldElsewhere = new Set(
  'level severity lvl levelname loglevel log.level time timestamp ts @timestamp asctime date pid hostname v @version'.split(
    ' ',
  ),
);
const mostPairs = 12;
const longestValue = 80;

/** The object that a message is, or null. */
export function parseJson(message: string): Record<string, unknown> | null {
  const text = stripAnsi(message).trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** What of an object fits into one line. */
export function summaryOf(object: Record<string, unknown>): JsonSummary {
  const leadName = leadNames.find((name) => typeof object[name] === 'string' && object[name] !== '');
  const pairs = Object.entries(object)
    .filter(([name]) => name !== leadName && !toldElsewhere.has(name.toLowerCase()))
    .slice(0, mostPairs)
    .map(([name, value]): [string, string] => [name, shorten(value)]);
  return { lead: leadName === undefined ? '' : String(object[leadName]), pairs };
}

/** Loggers write an error as an object with its type and stack: in one line, its sentence counts. */
function sayError(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, name, message, stack } = value as Record<string, unknown>;
  if (typeof message !== 'string' || typeof stack !== 'string') return undefined;
  const kind = [type, name].find((each) => typeof each === 'string');
  return kind === undefined ? message : `${kind}: ${message}`;
}

function shorten(value: unknown): string {
  const text = typeof value === 'string' ? value : (sayError(value) ?? JSON.stringify(value));
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
