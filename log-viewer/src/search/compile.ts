import type { Search } from './parse.ts';
import { ANY, type Term, toLiteral } from './term.ts';

/**
 * A search for one partition. `match` is for the full-text index, null if it cannot help; `where` is what else must hold,
 * over `e` (the entries) and `{search}`, in whose place the name of the index goes; `parameters` are those of `where`.
 * SQLite's LIKE ends at U+0000, so messages must not hold it.
 */
export interface SearchQuery {
  match: string | null;
  where: string[];
  parameters: string[];
}

/** Asks the index alone wherever it knows the answer; otherwise the index narrows down what `where` has to look at. */
export function compileSearch(search: Search): SearchQuery {
  const parts = (search.kind === 'and' ? search.parts : [search]).map(toPlan);
  const match = toNarrowing(parts);
  const conditions = parts.map((part) => toRest(part, match !== null)).filter((condition) => condition !== null);
  return {
    match,
    where: conditions.map(({ sql }) => sql),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

/** What the index can say about a part of a search, as FTS5 expressions; null where there is none. */
interface Plan {
  search: Search;
  parts: Plan[];
  /** Finds what the part finds. */
  exact: string | null;
  /** Finds all that the part finds, and maybe more. */
  wider: string | null;
}

interface Condition {
  sql: string;
  parameters: string[];
}

function toPlan(search: Search): Plan {
  if (search.kind === 'term') {
    const phrase = search.tokens.length > 0 ? toPhrase(search) : null;
    return { search, parts: [], exact: search.isLiteral ? null : phrase, wider: phrase };
  }
  if (search.kind === 'not') return { search, parts: [toPlan(search.part)], exact: null, wider: null };
  const parts = search.parts.map(toPlan);
  if (search.kind === 'or') {
    return {
      search,
      parts,
      exact: join('OR', parts.map(toExact)),
      wider: join(
        'OR',
        parts.map(({ wider }) => wider),
      ),
    };
  }
  const wider = toNarrowing(parts);
  const isExact = parts.every((part) => toExact(part) !== null || toUnwanted(part) !== null);
  return { search, parts, exact: isExact ? wider : null, wider };
}

/** Finds all entries that have all these parts, and as few others as the index can tell apart. */
function toNarrowing(parts: Plan[]): string | null {
  const wanted = parts.map(({ wider }) => wider).filter((match) => match !== null);
  const unwanted = parts.map(toUnwanted).filter((match) => match !== null);
  const all = wanted.length > 0 ? join('AND', wanted) : null;
  return all && unwanted.length > 0 ? `(${all} NOT ${join('OR', unwanted)})` : all;
}

function toExact({ exact }: Plan): string | null {
  return exact;
}

/** What a `NOT` excludes; FTS5 has it only after something that is wanted. */
function toUnwanted({ search, parts }: Plan): string | null {
  return search.kind === 'not' ? (parts[0]?.exact ?? null) : null;
}

/** What `toNarrowing` of all parts leaves to be checked of one of them; null for nothing. */
function toRest(plan: Plan, isNarrowed: boolean): Condition | null {
  if (plan.search.kind === 'term' && plan.search.isLiteral) return toLike(plan.search);
  const isAnswered = plan.exact !== null || (isNarrowed && toUnwanted(plan) !== null);
  return isAnswered ? null : toCondition(plan);
}

/** A part in SQL alone, for what FTS5 cannot say. */
function toCondition({ search, parts, exact, wider }: Plan): Condition {
  if (exact !== null) return toLookup(exact);
  if (search.kind === 'term') return wider === null ? toLike(search) : toOne('AND', [toLookup(wider), toLike(search)]);
  const conditions = parts.map(toCondition);
  if (search.kind !== 'not') return toOne(search.kind === 'or' ? 'OR' : 'AND', conditions);
  const { sql, parameters } = toOne('AND', conditions);
  return { sql: `(NOT ${sql})`, parameters };
}

function toOne(operator: 'AND' | 'OR', conditions: Condition[]): Condition {
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(` ${operator} `)})`,
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

function toLookup(match: string): Condition {
  return { sql: 'e.id IN (SELECT rowid FROM {search} WHERE {search} MATCH ?)', parameters: [match] };
}

function toLike(term: Term): Condition {
  const pattern = toLiteral(term).map((character) => (character === ANY ? '_' : character.replace(/[\\%_]/, '\\$&')));
  return { sql: String.raw`e.message LIKE ? ESCAPE '\'`, parameters: [`%${pattern.join('')}%`] };
}

/** Tokens hold letters and digits only, so no quote needs doubling. */
function toPhrase({ tokens, isPrefix }: Term): string {
  return `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`;
}

function join(operator: 'AND' | 'OR', matches: (string | null)[]): string | null {
  if (matches.includes(null)) return null;
  return matches.length === 1 ? (matches[0] ?? null) : `(${matches.join(` ${operator} `)})`;
}
