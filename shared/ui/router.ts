import { signal } from '@preact/signals';
import { addressOf, root } from './root.ts';

/** Where the page is: the path below the service's root (`''`, `errors/5`) and the query string. */
export interface Place {
  path: string;
  search: string;
}

/** The present place; follows the address bar. */
export const place = signal<Place>(readPlace());

interface Kept {
  scroll?: number;
  /** The id of the element that had the focus. */
  focus?: string;
}

function readPlace(): Place {
  return { path: location.pathname.slice(root.pathname.length), search: location.search };
}

/** Goes to an address relative to the root without loading the page anew. */
export function navigate(href: string, { replace = false } = {}): void {
  const target = addressOf(href);
  if (target === location.href) return;
  const pathBefore = place.peek().path;
  if (replace) {
    history.replaceState(history.state, '', target);
  } else {
    history.replaceState(keep(), '');
    history.pushState(null, '', target);
  }
  place.value = readPlace();
  if (place.peek().path !== pathBefore) afterRender(() => arrive({}));
}

/** Remembers, with the history entry that is left, what going back should bring again. */
function keep(): Kept {
  return { scroll: scrollY, focus: document.activeElement?.id ?? '' };
}

let arrival: MutationObserver | undefined;

/** Moves focus and scroll to where they belong on the new page, as soon as it has come that far. */
function arrive({ scroll = 0, focus }: Kept): void {
  const find = (): HTMLElement | null =>
    focus ? document.getElementById(focus) : document.querySelector<HTMLElement>('main h1');
  const settle = (): void => {
    const target = find();
    if (!target) return;
    arrival?.disconnect();
    target.focus({ preventScroll: true });
    scrollTo(0, scroll);
  };
  arrival?.disconnect();
  arrival = new MutationObserver(settle);
  arrival.observe(document.body, { childList: true, subtree: true });
  scrollTo(0, scroll);
  settle();
}

function afterRender(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then));
}

history.scrollRestoration = 'manual';
addEventListener('popstate', () => {
  const pathBefore = place.peek().path;
  place.value = readPlace();
  const kept = (history.state ?? {}) as Kept;
  if (place.peek().path !== pathBefore) afterRender(() => arrive(kept));
});
