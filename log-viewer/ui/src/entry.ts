import type { output } from 'zod';
import type * as wire from '../../src/query/schema.ts';

/** One logical message, maybe of many lines. `id` is its rank of arrival; `timestamp` is ISO 8601 in UTC. */
export type Entry = wire.Entry;

/** A page of entries, newest first. */
export type EntryPage = output<typeof wire.EntryPage>;

/** What the same container wrote around an entry; both sides are oldest first. */
export type EntryContext = output<typeof wire.EntryContext>;

/** Entries by time and level; without a span where nothing is stored. */
export type Histogram = output<typeof wire.Histogram>;

/** A container that entries are stored of, or that is followed. */
export type Container = output<typeof wire.Containers>['containers'][number];

/** What the service finds where Docker keeps its logs. */
export type Sources = wire.Sources;
