import type { ComponentChildren } from 'preact';
import './badge.css';

/** A short fact beside something: a name, or a state in its colour. */
export function Badge({
  kind = 'plain',
  children,
}: {
  kind?: 'plain' | 'success' | 'warning' | 'danger';
  children: ComponentChildren;
}) {
  return <span class={`badge ${kind}`}>{children}</span>;
}
