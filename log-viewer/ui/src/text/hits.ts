import { computed } from '@preact/signals';
import { highlights } from '../../../src/search/match.ts';
import { parseSearch, SearchError } from '../../../src/search/parse.ts';
import { viewState } from '../view-state.ts';
import type { Hit } from './segments.ts';

const search = computed(() => viewState.values.value.search);

/** Where in a text the present search has hits. */
export const hitsIn = computed<(text: string) => Hit[]>(() => {
  try {
    const parsed = parseSearch(search.value);
    if (!parsed) return () => [];
    const find = highlights(parsed);
    return (text) => find(text).map(({ from, to }) => [from, to]);
  } catch (error) {
    // The server refuses it as well, and says why.
    if (error instanceof SearchError) return () => [];
    throw error;
  }
});
