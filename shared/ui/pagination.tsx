import { formatCount } from './format.ts';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import './pagination.css';

interface Properties {
  page: number;
  pageSize: number;
  total: number;
  /** The address of a page, counted from 1. */
  hrefOf: (page: number) => string;
}

/** Which part of a long list is shown, and the way to the next. */
export function Pagination({ page, pageSize, total, hrefOf }: Properties) {
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1 && page === 1) return null;
  const first = (page - 1) * pageSize + 1;
  return (
    <nav class="pagination" aria-label="Pages">
      <p>
        {formatCount(first)}–{formatCount(Math.min(page * pageSize, total))} of {formatCount(total)}
      </p>
      <Step words="Previous" icon="back" href={page > 1 ? hrefOf(page - 1) : null} />
      <Step words="Next" icon="next" href={page < pages ? hrefOf(page + 1) : null} />
    </nav>
  );
}

function Step({ words, icon, href }: { words: string; icon: 'back' | 'next'; href: string | null }) {
  const content = icon === 'back' ? [<Icon name={icon} />, words] : [words, <Icon name={icon} />];
  if (href === null) {
    return (
      <span class="button" aria-disabled="true">
        {content}
      </span>
    );
  }
  return (
    <Link class="button" href={href}>
      {content}
    </Link>
  );
}
