import type { ComponentChildren } from 'preact';
import './empty-state.css';

/** What stands where something would be: nothing there yet, nothing found, or a failure. */
export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty-state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
