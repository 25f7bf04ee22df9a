import { cutMiddle, shorten } from './cut.ts';
import { read, toText } from './read.ts';
import { toLeaf } from './leaf.ts';

/** An error in words. */
export interface Description {
  /** Its class. */
  type: string;
  message: string;
  /** As V8 prints it, then its causes and the members of an `AggregateError`. */
  traceback: string;
}

/** Characters; the service takes any length that fits the body. */
export const MAX_MESSAGE = 8192;
const MAX_TRACEBACK = 65_536;
const MAX_CAUSES = 10;
const MAX_MEMBERS = 10;

/**
 * Describes whatever was thrown. Something that is no error has no stack, so that of the report stands for it.
 *
 * @param reporter the function by which it was reported; what is above it is not of interest
 */
export function describe(thrown: unknown, reporter: (...args: never[]) => unknown): Description {
  const { type, message } = nameOf(thrown);
  const own = isErrorLike(thrown) ? textOf(thrown) : `${type}: ${message}${stackHere(reporter)}`;
  const parts = [own];
  addRelated(thrown, parts, new Set([thrown]));
  return { type, message, traceback: cutMiddle(parts.join('\n'), MAX_TRACEBACK) };
}

function isErrorLike(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof read(value, 'stack') === 'string';
}

function nameOf(thrown: unknown): { type: string; message: string } {
  if (typeof thrown !== 'object' || thrown === null) {
    const type = thrown === null ? 'null' : typeof thrown;
    return { type, message: shorten(String(toLeaf(thrown)), MAX_MESSAGE) };
  }
  return { type: classOf(thrown), message: shorten(messageOf(thrown), MAX_MESSAGE) };
}

/** `name`, unless it is a plain error's and the class says more. */
function classOf(error: object): string {
  const name = read(error, 'name');
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  const ownClass = read(read(error, 'constructor'), 'name');
  if (typeof ownClass === 'string' && ownClass !== '') return ownClass;
  return 'Error';
}

function messageOf(error: object): string {
  const message = read(error, 'message');
  if (typeof message === 'string') return message;
  try {
    // Not the values: some may be secret.
    return message === undefined ? `an object with ${Object.keys(error).join(', ') || 'nothing'}` : toText(message);
  } catch {
    return '[unreadable]';
  }
}

function textOf(error: unknown): string {
  const stack = read(error, 'stack');
  const message = read(error, 'message');
  if (typeof stack !== 'string' || stack === '') {
    const named = nameOf(error);
    return `${named.type}: ${named.message}`;
  }
  if (typeof message !== 'string' || message.length <= MAX_MESSAGE) return stack;
  // The frames come behind the message, and matter more than all of it.
  const at = stack.indexOf(message);
  return at < 0 ? stack : stack.slice(0, at) + shorten(message, MAX_MESSAGE) + stack.slice(at + message.length);
}

/** The stack of whoever reports, from its first line break on. */
function stackHere(reporter: (...args: never[]) => unknown): string {
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, reporter);
  const stack = read(holder, 'stack');
  return typeof stack === 'string' && stack.includes('\n') ? stack.slice(stack.indexOf('\n')) : '';
}

/** Causes and members, each once however they refer to each other. */
function addRelated(error: unknown, parts: string[], seen: Set<unknown>): void {
  if (typeof error !== 'object' || error === null || parts.length > MAX_CAUSES) return;
  const members = read(error, 'errors');
  if (Array.isArray(members)) {
    const { length } = members;
    for (let at = 0; at < Math.min(length, MAX_MEMBERS); at++) {
      addOne(`Error ${at + 1} of ${length}: `, read(members, at), parts, seen);
    }
  }
  addOne('Caused by: ', read(error, 'cause'), parts, seen);
}

function addOne(title: string, error: unknown, parts: string[], seen: Set<unknown>): void {
  if (error === undefined || error === null) return;
  if (seen.has(error)) {
    parts.push(`${title}[circular]`);
    return;
  }
  if (typeof error === 'object') seen.add(error);
  parts.push(title + textOf(error));
  addRelated(error, parts, seen);
}
