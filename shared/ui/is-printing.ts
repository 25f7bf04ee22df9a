import { signal } from '@preact/signals';

const paper = matchMedia('print');

/** True while the page is put on paper, where nothing can be unfolded any more. */
export const isPrinting = signal(paper.matches);

paper.addEventListener('change', () => (isPrinting.value = paper.matches));
