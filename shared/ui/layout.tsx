import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { isReachable } from './answer.ts';
import { BrandMark } from './brand-mark.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import { Preferences } from './preferences.tsx';
import { session, signOut } from './session.ts';
import { SignIn } from './sign-in.tsx';
import { Toasts, toast } from './toasts.tsx';
import './tokens.css';
import './base.css';
import './controls.css';
import './layout.css';

interface Properties {
  /** The service's name in the header and in the sign-in form. */
  service: string;
  /** Where the service's name leads. */
  home: string;
  /** Links to the service's pages. */
  nav?: { words: string; href: string; isCurrent: boolean }[];
  /** Controls of this service in the header. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

/** The frame of every page: header, content, messages; and the sign-in form while nobody is signed in. */
export function Layout({ service, home, nav = [], tools, children }: Properties) {
  const isSignedOut = session.value === 'out';
  return (
    <>
      <div class="layout" data-session={session.value} inert={isSignedOut}>
        <a class="skip-link button" href="#content" onClick={skip}>
          Skip to content
        </a>
        <header class="header">
          <Link class="brand" href={home}>
            <BrandMark />
            <span class="brand-name">Monlight</span>
            <span class="brand-service">{service}</span>
          </Link>
          {nav.length > 0 && (
            <nav aria-label="Main">
              {nav.map(({ words, href, isCurrent }) => (
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
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <p class="unreachable" role="status">
        {!isReachable.value && (
          <span>
            <Icon name="alert" /> The server cannot be reached. Trying again…
          </span>
        )}
      </p>
      <Toasts />
      <ConfirmDialog />
      {isSignedOut && <SignIn service={service} />}
    </>
  );
}

// The fragment alone would be resolved against `<base>` and leave the page.
function skip(event: TargetedMouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

async function leave(): Promise<void> {
  const answer = await signOut();
  if (!answer.ok) toast(`Not signed out: ${answer.detail}`, { kind: 'problem' });
}
