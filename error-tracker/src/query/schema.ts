import { must } from '@monlight/shared/input-error';
import { flag, text, time, wholeNumber } from '@monlight/shared/schema';
import * as z from 'zod';

const SORTS = ['last_seen', 'first_seen', 'count'] as const;
const ACTIONS = ['resolve', 'reopen', 'mute', 'unmute', 'delete'] as const;

/** Groups that one bulk request may name. */
const MAX_BULK = 200;
const bulkIds = must(`a list of 1 to ${MAX_BULK} ids`);

/** The query of `GET /api/errors`. */
export const ListQuery = z.object({
  project: text({ max: 100 }).optional(),
  environment: text({ max: 20 }).optional(),
  resolved: z.enum(['true', 'false', 'all'], { error: must('true, false or all') }).default('false'),
  muted: flag.optional(),
  search: text({ max: 200 }).optional(),
  since: time.optional(),
  until: time.optional(),
  sort: z.enum(SORTS, { error: must(SORTS.join(', ')) }).default('last_seen'),
  limit: wholeNumber({ min: 1, max: 200, clamp: true }).prefault('50'),
  offset: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }).prefault('0'),
});
export type ListQuery = z.output<typeof ListQuery>;

/** A group as lists show it. */
export const Group = z.object({
  id: z.int(),
  fingerprint: z.string(),
  project: z.string(),
  environment: z.string().meta({ description: 'Of the first occurrence' }),
  environments: z.array(z.string()).meta({ description: 'All that it was seen in' }),
  exception_type: z.string(),
  message: z.string(),
  request_url: z.string().nullable(),
  count: z.int(),
  first_seen: z.string(),
  last_seen: z.string(),
  resolved: z.boolean(),
  reopened_at: z
    .string()
    .nullable()
    .meta({ description: 'When a report last reopened it after it had been resolved; null where none ever did' }),
  muted: z.boolean(),
});
export type Group = z.output<typeof Group>;

const ListedGroup = Group.extend({ trend: z.array(z.int()).meta({ description: '24 hourly counts, oldest first' }) });

/** The answer of `GET /api/errors`. */
export const GroupPage = z.object({
  errors: z.array(ListedGroup),
  total: z.int(),
  limit: z.int(),
  offset: z.int(),
});

/** A run of a traceback's lines. */
export const TracebackPart = z.object({
  text: z.string(),
  file: z.string().nullable(),
  line: z.int().nullable(),
  function: z.string().nullable(),
  kind: z.enum(['application', 'library', 'text']),
});
export type TracebackPart = z.output<typeof TracebackPart>;

const anyObject = z.record(z.string(), z.unknown());

/** One kept report of a group. */
export const Occurrence = z.object({
  id: z.int(),
  timestamp: z.string(),
  environment: z.string(),
  request_url: z.string().nullable(),
  request_method: z.string().nullable(),
  request_headers: anyObject.nullable(),
  user_id: z.string().nullable(),
  extra: anyObject.nullable(),
  traceback: z.string(),
  frames: z.array(TracebackPart).meta({ description: 'The traceback in parts; joined by newlines they are its text' }),
});
export type Occurrence = z.output<typeof Occurrence>;

/** The answer of `GET /api/errors/{id}`. */
export const GroupDetail = Group.extend({
  traceback: z.string(),
  frames: z.array(TracebackPart),
  resolved_at: z.string().nullable(),
  trend_30d: z.array(z.int()).meta({ description: '30 daily counts (UTC), oldest first' }),
  occurrences: z.array(Occurrence).meta({ description: 'Newest first' }),
});

/** The answer of an action on one group. */
export const ActionDone = z.object({ status: z.enum(['resolved', 'reopened', 'muted', 'unmuted']), id: z.int() });

/** The body of `POST /api/errors/bulk`. */
export const BulkAction = z.object(
  {
    ids: z
      .array(z.int({ error: must('a whole number') }).positive({ error: must('a positive number') }), {
        error: bulkIds,
      })
      .min(1, { error: bulkIds })
      .max(MAX_BULK, { error: bulkIds }),
    action: z.enum(ACTIONS, { error: must(ACTIONS.join(', ')) }),
  },
  { error: must('a JSON object') },
);

/** How many groups a bulk action changed. */
export const BulkDone = z.object({ changed: z.int() });

/** The answer of `GET /api/projects`. */
export const Projects = z.object({ projects: z.array(z.string()) });

/** How many groups went with a project. */
export const ProjectDeleted = z.object({ deleted: z.int() });
export type ProjectDeleted = z.output<typeof ProjectDeleted>;

/** The answer of `GET /api/environments`. */
export const Environments = z.object({ environments: z.array(z.string()) });
