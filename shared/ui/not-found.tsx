import { useEffect } from 'preact/hooks';
import { EmptyState } from './empty-state.tsx';
import { Link } from './link.tsx';

interface Properties {
  title: string;
  text?: string;
  /** Where the way back leads, and its words. */
  back: { href: string; words: string };
}

/** Says that an address leads nowhere, and the way back. */
export function NotFound({ title, text, back }: Properties) {
  useEffect(() => {
    document.title = 'Not found · Monlight';
  }, []);
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        Not found
      </h1>
      <EmptyState title={title}>
        {text && <p>{text}</p>}
        <Link class="button" href={back.href}>
          {back.words}
        </Link>
      </EmptyState>
    </>
  );
}
