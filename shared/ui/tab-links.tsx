import { Link } from './link.tsx';
import './tab-links.css';

interface Properties {
  label: string;
  tabs: { name: string; words: string; href: string }[];
  current: string;
}

/** Views of one page side by side; each is a link with an address of its own. */
export function TabLinks({ label, tabs, current }: Properties) {
  return (
    <nav class="tab-links" aria-label={label}>
      {tabs.map(({ name, words, href }) => (
        <Link key={name} href={href} aria-current={name === current ? 'page' : undefined}>
          {words}
        </Link>
      ))}
    </nav>
  );
}
