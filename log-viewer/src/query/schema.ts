import { must } from '@monlight/shared/input-error';
import { text, time, wholeNumber } from '@monlight/shared/schema';
import * as z from 'zod';
import { LEVELS, parseLevel, STREAMS } from '../level.ts';
import { compileSearch } from '../search/compile.ts';
import { parseSearch, SearchError, type Search } from '../search/parse.ts';
import type { Filter } from '../store/read/filter.ts';

/** Comma-separated names. */
const names = text({ max: 4000 }).transform((value) => {
  const list = value.split(',').map((name) => name.trim());
  return list.filter((name) => name !== '');
});

const expectedLevel = `must be levels such as ERROR or WARNING,ERROR or >=WARNING (${LEVELS.join(', ')})`;

/** One level, several, or `>=` one; as numbers, and null for all. */
const levels = z
  .string()
  .transform((value, context) => {
    const isAtLeast = value.startsWith('>=');
    const words = (isAtLeast ? value.slice(2) : value).split(',').map((word) => word.trim());
    const numbers = words.filter((word) => word !== '').map((word) => LEVELS.indexOf(parseLevel(word) as never));
    if (numbers.length === 0 || numbers.includes(-1) || (isAtLeast && numbers.length > 1)) {
      context.addIssue({ code: 'custom', message: expectedLevel });
      return z.NEVER;
    }
    const wanted = isAtLeast ? [...LEVELS.keys()].filter((level) => level >= (numbers[0] ?? 0)) : [...new Set(numbers)];
    return wanted.length === LEVELS.length ? null : wanted;
  })
  .meta({ description: 'One level, several (comma-separated), or >=LEVEL' });

/** The search language, read; null when nothing is searched for. */
const search = z
  .string()
  .transform((value, context): Search | null => {
    try {
      return parseSearch(value);
    } catch (error) {
      if (!(error instanceof SearchError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  })
  .meta({ description: 'Words, "phrases", OR, NOT, prefix*, parentheses' });

const what = {
  container: names.optional(),
  level: levels.optional(),
  search: search.optional(),
  q: search.optional(),
};
const when = { since: time.optional(), until: time.optional() };

/** The query of everything that chooses entries. */
export const FilterQuery = z.object({ ...what, ...when });
export type FilterQuery = z.output<typeof FilterQuery>;

/** The query of `GET /api/logs`. */
export const ListQuery = FilterQuery.extend({
  limit: wholeNumber({ min: 1, max: 500, clamp: true }).prefault('100'),
  offset: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }).prefault('0'),
  before: wholeNumber({ min: 1, max: Number.MAX_SAFE_INTEGER }).optional(),
});

/** The query of `GET /api/logs/tail`. */
export const TailQuery = z.object({ ...what, last_event_id: z.string().optional() });
export type TailQuery = z.output<typeof TailQuery>;

/** The query of `GET /api/logs/{id}/context`. */
export const ContextQuery = z.object({
  before: wholeNumber({ min: 0, max: 200, clamp: true }).prefault('20'),
  after: wholeNumber({ min: 0, max: 200, clamp: true }).prefault('20'),
});

/** The query of `GET /api/logs/export`. */
export const ExportQuery = FilterQuery.extend({
  format: z.enum(['ndjson', 'text'], { error: must('ndjson or text') }).default('ndjson'),
});

/** A query as the store takes it. */
export function toFilter({ container, level, search: found, q, since, until }: FilterQuery): Filter {
  const searched = found ?? q ?? null;
  return {
    containers: container ?? null,
    levels: level ?? null,
    search: searched && compileSearch(searched),
    since: since ?? null,
    until: until ?? null,
  };
}

/** An entry as clients see it. */
export const Entry = z.object({
  id: z.int(),
  timestamp: z.string(),
  container: z.string(),
  stream: z.enum(STREAMS),
  level: z.enum(LEVELS),
  message: z.string(),
});
export type Entry = z.output<typeof Entry>;

/** The answer of `GET /api/logs`. */
export const EntryPage = z.object({ logs: z.array(Entry), total: z.int(), limit: z.int(), offset: z.int() });

/** The answer of `GET /api/logs/{id}/context`: oldest first. */
export const EntryContext = z.object({ before: z.array(Entry), entry: Entry, after: z.array(Entry) });

const byLevel = z.record(z.enum(LEVELS), z.int());

/** The answer of `GET /api/logs/histogram`. */
export const Histogram = z.object({
  since: z.string().nullable(),
  until: z.string().nullable(),
  interval_ms: z.number().nullable(),
  buckets: z.array(z.object({ bucket: z.string(), total: z.int(), by_level: byLevel })),
});

/** The answer of `GET /api/stats`. */
export const Stats = z.object({
  total_logs: z.int(),
  oldest_log: z.string().nullable(),
  newest_log: z.string().nullable(),
  by_level: byLevel,
  by_container: z.record(z.string(), z.int()),
});

/** The answer of `GET /api/containers`. */
export const Containers = z.object({
  containers: z.array(
    z.object({
      name: z.string(),
      log_count: z.int(),
      project: z.string().nullable().meta({ description: 'Of Compose' }),
      service: z.string().nullable().meta({ description: 'Of Compose' }),
      last_log: z.string().nullable(),
      following: z.boolean(),
    }),
  ),
});

/** The answer of `GET /api/sources`: what is followed, and why not more. */
export const Sources = z.object({
  state: z.enum(['ok', 'missing', 'unreadable', 'empty', 'no_match']),
  path: z.string(),
  followed: z.int(),
  excluded: z.int().meta({ description: 'Containers that CONTAINERS leaves out' }),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type Sources = z.output<typeof Sources>;
