import { computed, signal } from '@preact/signals';

/** Where two lines make a row. The same width as in the style sheets, as are the heights below. */
const narrow = matchMedia('(max-width: 40rem)');
const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', () => (isNarrow.value = narrow.matches));

/** Pixels of a row that is not expanded; it follows the browser's own text size. */
export const rowHeight = computed(() => {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.round(rem * (isNarrow.value ? 3.25 : 1.75));
});
