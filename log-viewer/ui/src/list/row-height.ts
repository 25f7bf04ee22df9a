import { computed, signal } from '@preact/signals';

/**
 * Where two lines make a row, since a message would have half of one line at most beside its time, level and container. The same
 * width as in the row's style sheet, as are the heights below.
 */
const narrow = matchMedia('(max-width: 60rem)');
const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', () => (isNarrow.value = narrow.matches));

/** Pixels of a row that is not expanded; it follows the browser's own text size. */
export const rowHeight = computed(() => {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.round(rem * (isNarrow.value ? 3.25 : 1.75));
});
