import type { output } from 'zod';
import type * as wire from '../../src/query/schema.ts';

/** A page of the list. */
export type GroupPage = output<typeof wire.GroupPage>;

/** What the list shows of a group. Times are ISO 8601 in UTC; `trend` is by the hour. */
export type Group = GroupPage['errors'][number];

/** Everything about a group, with its newest occurrences and what happened on each of the last 30 days. */
export type GroupDetail = output<typeof wire.GroupDetail>;

/** One time that it happened. */
export type Occurrence = wire.Occurrence;

/** A part of a traceback; the texts of all parts, one a line, are the traceback. */
export type Frame = wire.TracebackPart;
