import type { SearchQuery } from './compile.ts';
import { createLiteralFinder, createTokenFinder, type Highlight, toPattern } from './find.ts';
import type { Search } from './parse.ts';
import type { Term } from './term.ts';

/** Whether a message is one of those that `compileSearch` finds, for entries that are not looked up but come by. */
export function createMatcher(search: Search): (message: string) => boolean {
  if (search.kind === 'term') return createTermMatcher(search);
  if (search.kind === 'not') {
    const matches = createMatcher(search.part);
    return (message) => !matches(message);
  }
  const matchers = search.parts.map(createMatcher);
  return search.kind === 'or'
    ? (message) => matchers.some((matches) => matches(message))
    : (message) => matchers.every((matches) => matches(message));
}

/** Whether a message that `match` of a compiled search has found is one that the search finds; null when it always is. */
export function createRestMatcher({ rest }: SearchQuery): ((message: string) => boolean) | null {
  // The index knows a term's tokens; what it leaves is the text.
  const matchers = rest.map((search) =>
    search.kind === 'term' && search.tokens.length > 0 ? createTextMatcher(search) : createMatcher(search),
  );
  const [first, ...others] = matchers;
  if (!first) return null;
  return (message) => first(message) && others.every((matches) => matches(message));
}

function createTextMatcher(term: Term): (message: string) => boolean {
  const pattern = toPattern(term, 'v');
  return (message) => pattern.test(message);
}

function createTermMatcher(term: Term): (message: string) => boolean {
  const literal = term.isLiteral ? toPattern(term, 'v') : null;
  const find = term.tokens.length > 0 ? createTokenFinder(term) : null;
  return (message) => (!literal || literal.test(message)) && (!find || find(message, 0) !== null);
}

/** Where a message has what was searched for: ascending, not overlapping. What is below a `NOT` is not looked for. */
export function highlights(search: Search): (message: string) => Highlight[] {
  const finders = wantedTerms(search).map((term) =>
    term.isLiteral ? createLiteralFinder(term) : createTokenFinder(term),
  );
  return (message) => {
    const found: Highlight[] = [];
    for (const find of finders) {
      for (let next = find(message, 0); next; next = find(message, next.to)) found.push(next);
    }
    return merge(found);
  };
}

function wantedTerms(search: Search): Term[] {
  if (search.kind === 'term') return [search];
  return search.kind === 'not' ? [] : search.parts.flatMap(wantedTerms);
}

function merge(found: Highlight[]): Highlight[] {
  const merged: Highlight[] = [];
  for (const next of found.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else merged.push({ ...next });
  }
  return merged;
}
