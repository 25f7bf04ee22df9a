import type { Search } from './parse.ts';
import type { Term } from './term.ts';

/** A search as the store takes it. */
export interface SearchQuery {
  /** For the full-text index; null if it cannot help. */
  match: string | null;
  /** What the index does not know of what it finds: all of these must be true of a message as well. */
  rest: Search[];
}

/** Asks the index alone wherever it knows the answer; otherwise the index narrows down what has to be looked at. */
export function compileSearch(search: Search): SearchQuery {
  const parts = (search.kind === 'and' ? search.parts : [search]).map(toPlan);
  const match = toNarrowing(parts);
  return { match, rest: parts.filter((part) => !isAnswered(part, match !== null)).map((part) => part.search) };
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

/** Whether `toNarrowing` of all parts leaves nothing to be looked at of one of them. */
function isAnswered(plan: Plan, isNarrowed: boolean): boolean {
  return plan.exact !== null || (isNarrowed && toUnwanted(plan) !== null);
}

/** Tokens hold letters and digits only, so no quote needs doubling. */
function toPhrase({ tokens, isPrefix }: Term): string {
  return `"${tokens.join(' ')}"${isPrefix ? ' *' : ''}`;
}

function join(operator: 'AND' | 'OR', matches: (string | null)[]): string | null {
  if (matches.includes(null)) return null;
  return matches.length === 1 ? (matches[0] ?? null) : `(${matches.join(` ${operator} `)})`;
}
