import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import './banner.css';

/** A line across the page about something that needs attention until it is dealt with. */
export function Banner({ kind, children }: { kind: 'warning' | 'danger'; children: ComponentChildren }) {
  return (
    <div class={`banner ${kind}`} role="status">
      <Icon name="alert" />
      {children}
    </div>
  );
}
