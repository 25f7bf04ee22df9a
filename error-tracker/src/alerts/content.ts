import type { AlertContent, HeldContent } from '../store/outbox.ts';
import { cutBytes, firstCharacters, toOneLine, toPlainText } from './cut.ts';

const TRACEBACK_BYTES = 12 * 1024;
/** A message is a sentence or a page; more is a document that someone put there. */
const MESSAGE_BYTES = 4 * 1024;
/** What a line of a digest has room for. */
const HELD_MESSAGE_CHARACTERS = 200;

/** As much of a report as its mail shows, so that a row stays small however big the report was. */
export function toContent(report: AlertContent): AlertContent {
  return {
    project: toPlainText(report.project),
    environment: toPlainText(report.environment),
    exceptionType: toPlainText(report.exceptionType),
    message: toPlainText(cutBytes(report.message, MESSAGE_BYTES)),
    requestMethod: toPlainTextOrNull(report.requestMethod),
    requestUrl: toPlainTextOrNull(report.requestUrl),
    timestamp: report.timestamp,
    traceback: toPlainText(cutBytes(report.traceback, TRACEBACK_BYTES)),
  };
}

/** As much of a report as a digest shows. */
export function toHeldContent(report: AlertContent): HeldContent {
  return {
    project: toOneLine(report.project),
    environment: toOneLine(report.environment),
    exceptionType: toOneLine(report.exceptionType),
    message: toOneLine(firstCharacters(report.message, HELD_MESSAGE_CHARACTERS)),
  };
}

function toPlainTextOrNull(text: string | null): string | null {
  return text === null ? null : toPlainText(text);
}
