import { useEffect } from 'preact/hooks';
import { EmptyState } from '@monlight/shared/ui/empty-state.tsx';
import { Link } from '@monlight/shared/ui/link.tsx';

/** Says that an address leads nowhere, and the way back. */
export function NotFound({ title, text, back }: { title: string; text: string; back: string }) {
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
        <Link class="button" href={back}>
          Back to all errors
        </Link>
      </EmptyState>
    </>
  );
}
