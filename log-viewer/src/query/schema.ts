import { must } from '@monlight/shared/input-error';
import { text, time, utcTime, wholeNumber } from '@monlight/shared/schema';
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
  .describe(`${LEVELS.map((level) => `\`${level}\``).join(', ')}: one, several (comma-separated), or \`>=WARNING\``);

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
  .describe('Words, `"phrases"`, `OR`, `NOT`, `prefix*`, parentheses');

const what = {
  container: names.optional().describe('Names, comma-separated'),
  level: levels.optional(),
  search: search.optional(),
  q: search.optional().describe('The same as `search`'),
};
const when = { since: time.optional().describe('Inclusive'), until: time.optional().describe('Inclusive') };

/** The query of everything that chooses entries. */
export const FilterQuery = z.object({ ...what, ...when });
export type FilterQuery = z.output<typeof FilterQuery>;

/** The query of `GET /api/logs`. */
export const ListQuery = FilterQuery.extend({
  limit: wholeNumber({ min: 1, max: 500, clamp: true }).prefault('100'),
  offset: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }).prefault('0').describe('How many to pass over'),
  before: wholeNumber({ min: 1, max: Number.MAX_SAFE_INTEGER })
    .optional()
    .describe('Only entries that came before the one with this id: for paging while new ones come in'),
});

/** The query of `GET /api/logs/tail`. */
export const TailQuery = z.object({
  ...what,
  last_event_id: z.string().optional().describe('Goes on after this event, as the header `Last-Event-ID` does'),
});
export type TailQuery = z.output<typeof TailQuery>;

/** The query of `GET /api/logs/{id}/context`. */
export const ContextQuery = z.object({
  before: wholeNumber({ min: 0, max: 200, clamp: true }).prefault('20'),
  after: wholeNumber({ min: 0, max: 200, clamp: true }).prefault('20'),
});

/** The query of `GET /api/logs/export`. */
export const ExportQuery = FilterQuery.extend({
  format: z
    .enum(['ndjson', 'text'], { error: must('ndjson or text') })
    .default('ndjson')
    .describe('A JSON object a line, or `time container level message`'),
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
  id: z.int().describe('Grows as entries arrive'),
  timestamp: utcTime.describe('As Docker wrote it'),
  container: z.string().describe('Its name'),
  stream: z.enum(STREAMS),
  level: z.enum(LEVELS),
  message: z.string().describe('All lines, with the colours that were printed'),
});
export type Entry = z.output<typeof Entry>;

/** The answer of `GET /api/logs`. */
export const EntryPage = z.object({
  logs: z.array(Entry).describe('Newest first, by arrival'),
  total: z.int().describe('Entries that fulfil the filters'),
  limit: z.int().describe('As it was applied'),
  offset: z.int(),
});

/** The answer of `GET /api/logs/{id}/context`: oldest first. */
export const EntryContext = z.object({
  before: z.array(Entry).describe('Oldest first'),
  entry: Entry,
  after: z.array(Entry).describe('Oldest first'),
});

const byLevel = z.record(z.enum(LEVELS), z.int());

/** The answer of `GET /api/logs/histogram`. */
export const Histogram = z.object({
  since: utcTime.nullable().describe('Where the first step begins; null where nothing is found'),
  until: utcTime.nullable().describe('Where the last step ends'),
  interval_ms: z.number().nullable().describe('Length of a step'),
  buckets: z
    .array(z.object({ bucket: utcTime.describe('Where it begins'), total: z.int(), by_level: byLevel }))
    .describe('At most 120 steps'),
});

/** The answer of `GET /api/stats`. */
export const Stats = z.object({
  total_logs: z.int(),
  oldest_log: utcTime.nullable(),
  newest_log: utcTime.nullable(),
  by_level: byLevel,
  by_container: z.record(z.string(), z.int()),
});

/** The answer of `GET /api/containers`. */
export const Containers = z.object({
  containers: z.array(
    z.object({
      name: z.string(),
      log_count: z.int().describe('Entries that are stored'),
      project: z.string().nullable().describe('Of Compose'),
      service: z.string().nullable().describe('Of Compose'),
      last_log: utcTime.nullable(),
      following: z.boolean().describe('Whether it is followed now'),
    }),
  ),
});

/** The answer of `GET /api/sources`: what is followed, and why not more. */
export const Sources = z.object({
  state: z
    .enum(['ok', 'missing', 'unreadable', 'empty', 'no_match'])
    .describe('Whether the folder is there, may be read, has containers, and `CONTAINERS` takes any of them'),
  path: z.string().describe('`LOG_SOURCES`'),
  followed: z.int().describe('Containers'),
  excluded: z.int().describe('Containers that CONTAINERS leaves out'),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })).describe('Containers that cannot be followed'),
});
export type Sources = z.output<typeof Sources>;
