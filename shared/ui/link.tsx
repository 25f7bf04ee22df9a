import type { AnchorHTMLAttributes, TargetedMouseEvent } from 'preact';
import { addressOf } from './root.ts';
import { navigate } from './router.ts';

/** A real link inside the service: a plain click stays on the page, every other click is the browser's. */
export function Link({ href, ...rest }: AnchorHTMLAttributes & { href: string }) {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...rest} href={addressOf(href)} onClick={follow} />;
}
