import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Header, type HeaderProperties } from './header.tsx';
import { lazy } from './lazy.tsx';
import { Notice } from './notice.tsx';
import { services } from './services.ts';
import { session } from './session.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { Toasts } from './toasts.tsx';
import './tokens.css';
import './base.css';
import './controls.css';
import './layout.css';
import './print.css';

const SignIn = lazy(async () => (await import('./sign-in.tsx')).SignIn);

/** The frame of every page: header, content, messages; and the sign-in form while nobody is signed in. */
export function Layout({ children, ...header }: HeaderProperties & { children: ComponentChildren }) {
  const isSignedOut = session.value === 'out';
  return (
    <>
      <div class="layout" data-session={session.value} inert={isSignedOut}>
        <a class="skip-link button" href="#content" onClick={skip}>
          Skip to content
        </a>
        <Header {...header} />
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      {!isSignedOut && <ShortcutSheet />}
      <Notice />
      <Toasts />
      <ConfirmDialog />
      {isSignedOut && <SignIn service={services[header.service]} />}
    </>
  );
}

// The fragment alone would be resolved against `<base>` and leave the page.
function skip(event: TargetedMouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
