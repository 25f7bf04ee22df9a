import { must } from '@monlight/shared/input-error';
import { flag, text, time, utcTime, wholeNumber, withExample } from '@monlight/shared/schema';
import * as z from 'zod';

const SORTS = ['last_seen', 'first_seen', 'count'] as const;
const ACTIONS = ['resolve', 'reopen', 'mute', 'unmute', 'delete'] as const;

/** Groups that one bulk request may name. */
const MAX_BULK = 200;
const bulkIds = must(`a list of 1 to ${MAX_BULK} ids`);

/** The query of `GET /api/errors`. */
export const ListQuery = z.object({
  project: text({ max: 100 }).optional().describe('Only of this one'),
  environment: text({ max: 20 }).optional().describe('Only those that were seen there'),
  resolved: z
    .enum(['true', 'false', 'all'], { error: must('true, false or all') })
    .default('false')
    .describe('Open ones, resolved ones, or both'),
  muted: flag.optional().describe('Only these; both where it is absent'),
  search: text({ max: 200 }).optional().describe('Words that are all in type and message'),
  since: time.optional().describe('Last seen then or later'),
  until: time.optional().describe('First seen then or earlier'),
  sort: z
    .enum(SORTS, { error: must(SORTS.join(', ')) })
    .default('last_seen')
    .describe('The largest or newest first'),
  limit: wholeNumber({ min: 1, max: 200, clamp: true }).prefault('50'),
  offset: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }).prefault('0').describe('How many to pass over'),
});
export type ListQuery = z.output<typeof ListQuery>;

/** A group as lists show it. */
export const Group = z.object({
  id: z.int(),
  fingerprint: z.string().describe('What the group is known by'),
  project: z.string(),
  environment: z.string().describe('Of the first occurrence'),
  environments: z.array(z.string()).describe('All that it was seen in'),
  exception_type: z.string(),
  message: z.string().describe('Of the first occurrence; in lists its first 1000 characters'),
  request_url: z.string().nullable().describe('Of the first occurrence'),
  count: z.int().describe('Reports so far'),
  first_seen: utcTime,
  last_seen: utcTime,
  resolved: z.boolean(),
  reopened_at: utcTime
    .nullable()
    .describe('When a report last reopened it after it had been resolved; null where none ever did'),
  muted: z.boolean().describe('Counted without mails'),
});
export type Group = z.output<typeof Group>;

const ListedGroup = Group.extend({ trend: z.array(z.int()).describe('24 hourly counts, oldest first') });

/** The answer of `GET /api/errors`. */
export const GroupPage = z.object({
  errors: z.array(ListedGroup),
  total: z.int().describe('Groups that fulfil the filters'),
  limit: z.int().describe('As it was applied'),
  offset: z.int(),
});

/** A run of a traceback's lines. */
export const TracebackPart = z.object({
  text: z.string().describe('As it was printed'),
  file: z.string().nullable(),
  line: z.int().nullable(),
  function: z.string().nullable(),
  kind: z.enum(['application', 'library', 'text']).describe('Your code, a library, or what is no frame'),
});
export type TracebackPart = z.output<typeof TracebackPart>;

const anyObject = z.record(z.string(), z.unknown());

/** One kept report of a group. */
export const Occurrence = z.object({
  id: z.int(),
  timestamp: utcTime.describe('When it happened'),
  environment: z.string(),
  request_url: z.string().nullable(),
  request_method: z.string().nullable(),
  request_headers: anyObject.nullable(),
  user_id: z.string().nullable(),
  extra: anyObject.nullable(),
  traceback: z.string(),
  frames: z.array(TracebackPart).describe('The traceback in parts; joined by newlines they are its text'),
});
export type Occurrence = z.output<typeof Occurrence>;

/** The answer of `GET /api/errors/{id}`. */
export const GroupDetail = Group.extend({
  traceback: z.string().describe('Of the first occurrence'),
  frames: z.array(TracebackPart).describe('The traceback in parts'),
  resolved_at: utcTime.nullable(),
  trend_30d: z.array(z.int()).describe('30 daily counts (UTC), oldest first'),
  occurrences: z.array(Occurrence).describe('Newest first'),
});

/** The answer of an action on one group. */
export const ActionDone = z.object({ status: z.enum(['resolved', 'reopened', 'muted', 'unmuted']), id: z.int() });

/** The body of `POST /api/errors/bulk`. */
export const BulkAction = withExample(
  z.object(
    {
      ids: z
        .array(z.int({ error: must('a whole number') }).positive({ error: must('a positive number') }), {
          error: bulkIds,
        })
        .min(1, { error: bulkIds })
        .max(MAX_BULK, { error: bulkIds })
        .describe('Groups; unknown ones are passed over'),
      action: z.enum(ACTIONS, { error: must(ACTIONS.join(', ')) }),
    },
    { error: must('a JSON object') },
  ),
  { ids: [1, 2], action: 'resolve' },
);

/** How many groups a bulk action changed. */
export const BulkDone = z.object({ changed: z.int().describe('Groups that were not so before') });

/** The answer of `GET /api/projects`. */
export const Projects = z.object({ projects: z.array(z.string()).describe('In alphabetical order') });

/** How many groups went with a project. */
export const ProjectDeleted = z.object({ deleted: z.int() });
export type ProjectDeleted = z.output<typeof ProjectDeleted>;

/** The answer of `GET /api/environments`. */
export const Environments = z.object({ environments: z.array(z.string()).describe('In alphabetical order') });
