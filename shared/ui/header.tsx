import type { ComponentChildren } from 'preact';
import { BrandMark } from './brand-mark.tsx';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import { Preferences } from './preferences.tsx';
import { linkTo, type ServiceName, services } from './services.ts';
import { signOut } from './session.ts';
import type { RangeParams } from './time-range.ts';
import { toast } from './toasts.tsx';
import './header.css';

/** What a service says about itself for the header. */
export interface HeaderProperties {
  service: ServiceName;
  /** Where the service's name leads. */
  home: string;
  /** The time range in the page's address, which goes along to the other services. */
  range?: RangeParams;
  /** Links to the service's own pages. */
  pages?: { words: string; href: string; isCurrent: boolean }[];
  /** Controls of this service. */
  tools?: ComponentChildren;
}

/** The name, the way to the other services and to the pages of this one, and what belongs to the whole page. */
export function Header({ service, home, range, pages = [], tools }: HeaderProperties) {
  const links = (Object.keys(services) as ServiceName[]).map((name) => ({
    name,
    href: name === service ? home : linkTo(name, '', toParams(range)),
  }));
  const hasOthers = links.some(({ name, href }) => name !== service && href !== null);
  return (
    <header class={`header ${hasOthers ? 'has-services' : ''} ${pages.length > 0 ? 'has-pages' : ''}`}>
      <Link class="brand" href={home}>
        <BrandMark />
        <span class="brand-name">Monlight</span>
        {!hasOthers && <span class="brand-service">{services[service]}</span>}
      </Link>
      {hasOthers && (
        <nav class="header-services" aria-label="Services">
          {links.map(({ name, href }) => href !== null && <ServiceLink key={name} {...{ name, href, service }} />)}
        </nav>
      )}
      {pages.length > 0 && (
        <nav class="header-pages" aria-label="Main">
          {pages.map(({ words, href, isCurrent }) => (
            <Link key={words} href={href} aria-current={isCurrent ? 'page' : undefined}>
              {words}
            </Link>
          ))}
        </nav>
      )}
      <div class="header-tools">
        {tools}
        <Preferences />
        <button type="button" class="button quiet" onClick={() => void leave()}>
          <Icon name="signOut" />
          <span class="narrow-hidden">Sign out</span>
        </button>
      </div>
    </header>
  );
}

function ServiceLink({ name, href, service }: { name: ServiceName; href: string; service: ServiceName }) {
  if (name !== service) return <a href={href}>{services[name]}</a>;
  return (
    <Link href={href} aria-current="true">
      {services[name]}
    </Link>
  );
}

/** A span between two moments says all; below it may be the range that this page alone comes back to. */
function toParams({ range, since, until }: RangeParams = { range: '', since: '', until: '' }): Record<string, string> {
  return since || until ? { since, until } : { range };
}

async function leave(): Promise<void> {
  const answer = await signOut();
  if (!answer.ok) toast(`Not signed out: ${answer.detail}`, { kind: 'problem' });
}
