import type { Database } from '@monlight/shared/sqlite';
import { statement } from '@monlight/shared/statement';
import { BLOCK_SIZE, blockOf } from '../blocks.ts';
import { UNSETTLED } from '../partition.ts';
import type { Found, Known } from './count-cache.ts';
import { select, type Condition } from './filter.ts';
import { matchesOf } from './matches.ts';
import type { Segment, View } from './segments.ts';

/** So many ids are kept beside a count: the newest page is made of them, without a second search. */
const FEW = 100;
/** A look at so many entries costs little more than one at none: before there are more, it is not worth keeping. */
const MANY = 4 * UNSETTLED;

/** How many entries of a segment fulfil a condition, and the newest of them, where they are known without looking again. */
export function find(db: Database, view: View, segment: Segment, condition: Condition): Found {
  const { partition, from, to, mustCheck } = segment;
  if (condition.match === null && !condition.search && !mustCheck) return { count: to - from + 1, ids: null };
  const isWhole = to === partition.lastId;
  if (mustCheck || !(isWhole || partition.isClosed)) return look(db, segment, condition);
  const { firstId, version, isClosed } = partition;
  const { match, search } = condition;
  const key = JSON.stringify([firstId, version, from, isWhole ? null : to, match, search?.rest]);
  let known = view.counts.get(key) ?? { to: from - 1, count: 0, ids: [] };
  // What is settled is looked at once, though new entries come in behind it.
  const settled = isClosed ? to : to - UNSETTLED;
  if (settled - known.to > (isClosed ? 0 : MANY)) {
    known = lookOn(db, segment, condition, known, settled);
    view.counts.set(key, known);
  }
  return lookOn(db, segment, condition, known, to);
}

/** What is known with what is found behind it. */
function lookOn(db: Database, segment: Segment, condition: Condition, known: Known, to: number): Known {
  if (known.to >= to) return known;
  const { count, ids } = look(db, { ...segment, from: known.to + 1, to }, condition);
  const newest = known.ids && ids && [...known.ids, ...ids].slice(-FEW);
  return { to, count: known.count + count, ids: newest };
}

function look(db: Database, segment: Segment, condition: Condition): Found {
  if (condition.matches) return lookAtEach(db, segment, condition);
  const count = countSegment(db, segment, condition);
  if (count === 0) return { count, ids: [] };
  return { count, ids: condition.search && count <= FEW ? [...matchesOf(db, segment, condition)] : null };
}

function lookAtEach(db: Database, segment: Segment, condition: Condition): Found {
  let ids: number[] = [];
  let count = 0;
  for (const id of matchesOf(db, segment, condition)) {
    count += 1;
    if (ids.length === 2 * FEW) ids = ids.slice(-FEW);
    ids.push(id);
  }
  return { count, ids: ids.slice(-FEW) };
}

function countSegment(db: Database, segment: Segment, condition: Condition): number {
  if (condition.search || segment.mustCheck) return countEach(db, segment, condition);
  const firstWhole = Math.ceil(segment.from / BLOCK_SIZE);
  const lastWhole = blockOf(segment.to + 1) - 1;
  if (firstWhole > lastWhole) return countEach(db, segment, condition);
  return (
    countEach(db, { ...segment, to: firstWhole * BLOCK_SIZE - 1 }, condition) +
    countBlocks(db, firstWhole, lastWhole, condition) +
    countEach(db, { ...segment, from: (lastWhole + 1) * BLOCK_SIZE }, condition)
  );
}

function countEach(db: Database, segment: Segment, condition: Condition): number {
  if (segment.from > segment.to) return 0;
  if (condition.matches) return lookAtEach(db, segment, condition).count;
  const { from, parameters } = select(segment, condition, { needsRow: false });
  return (
    statement<unknown[], number>(db, `SELECT count(*) ${from}`)
      .pluck()
      .get(...parameters) ?? 0
  );
}

function countBlocks(db: Database, first: number, last: number, { containers, levels }: Condition): number {
  const { where, parameters } = blockCondition(containers, levels);
  return (
    statement<unknown[], number | null>(
      db,
      `SELECT sum(entries) FROM block_counts WHERE block BETWEEN ? AND ? ${where}`,
    )
      .pluck()
      .get(first, last, ...parameters) ?? 0
  );
}

/** A condition on `block_counts`, to follow another. */
export function blockCondition(containers: readonly number[] | null, levels: readonly number[] | null) {
  const where: string[] = [];
  const parameters: string[] = [];
  for (const [column, values] of Object.entries({ container: containers, level: levels })) {
    if (!values) continue;
    where.push(`AND ${column} IN (SELECT value FROM json_each(?))`);
    parameters.push(JSON.stringify(values));
  }
  return { where: where.join(' '), parameters };
}
