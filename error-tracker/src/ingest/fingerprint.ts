import { hash } from 'node:crypto';
import { locate } from './traceback.ts';

/**
 * The version of the rules that decide which reports are one group: this file, `traceback.ts` and `languages/`.
 *
 * They are frozen. A stored group is found again only by the fingerprint that the rules gave it, so another frame
 * chosen, even a better one, takes every group it concerns apart: the old one stays open for ever, the next report is
 * announced as new. Who changes what an existing traceback gives raises this number and keeps the old rules beside the
 * new ones, with a migration that says which groups have which. A frame that did not parse at all before is such a change.
 */
export const GROUPING_VERSION = 1;

/** What of a report decides its group. */
export interface Groupable {
  project: string;
  exception_type: string;
  traceback: string;
  /** Takes the location's place; an empty one is none. */
  fingerprint?: string | undefined;
}

/** The key of a report's group: 32 hexadecimal digits. Neither the message nor the environment is part of it. */
export function fingerprint(report: Groupable): string {
  return digestOf(`${report.project}:${report.exception_type}:${report.fingerprint || placeOf(report.traceback)}`);
}

const digestOf = remembering((text) => hash('md5', text));

const placeOf = remembering((traceback) => {
  const place = locate(traceback);
  return place ? `${place.file}:${place.line}` : traceback;
});

/** Bounded: 64 texts of 8 KB. */
const RECENT = 64;
const RECENT_CHARACTERS = 8192;

/** Errors come in floods of the same, so what is made of a text is made once. */
function remembering(make: (text: string) => string): (text: string) => string {
  const recent = new Map<string, string>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (text.length <= RECENT_CHARACTERS) {
      if (recent.size >= RECENT) recent.clear();
      recent.set(text, made);
    }
    return made;
  };
}
