import { computed, type ReadonlySignal } from '@preact/signals';
import { fromSearch, toSearch } from './query-string.ts';
import { navigate, place } from './router.ts';

/** Page state that lives in the query string, so that reload, back and a shared link keep it. */
export interface UrlState<Values> {
  readonly values: ReadonlySignal<Values>;
  /** The address of the page with some values changed, for a real link. */
  readonly href: (changes?: Partial<Values>) => string;
  /** Changes values; `push` makes a history entry, `replace` is for typing. */
  readonly set: (changes: Partial<Values>, how?: 'push' | 'replace') => void;
}

/**
 * State of the page at `path`. What equals its default stays out of the address. While another page
 * is shown the values remain as they were, so that a link back leads to where one came from.
 */
export function createUrlState<Values extends Record<string, string>>(
  path: string,
  defaults: Values,
): UrlState<Values> {
  let last = '';
  const search = computed(() => {
    if (place.value.path === path) last = toSearch(fromSearch(place.value.search, defaults), defaults);
    return last;
  });
  const values = computed(() => fromSearch(search.value, defaults));

  const href = (changes: Partial<Values> = {}): string =>
    `${path || './'}${toSearch({ ...values.value, ...changes }, defaults)}`;

  return {
    values,
    href,
    set: (changes, how = 'push') => navigate(href(changes), { replace: how === 'replace' }),
  };
}
