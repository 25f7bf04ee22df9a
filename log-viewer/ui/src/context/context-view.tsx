import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { FailureState } from '@monlight/shared/ui/failure-state.tsx';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { LoadingRows } from '@monlight/shared/ui/loading-rows.tsx';
import type { EntryContext, Entry } from '../entry.ts';
import { EntryRow } from '../entry/entry-row.tsx';
import { formatMoment } from '../entry/moment.ts';
import { showContext } from '../view-state.ts';
import { createContextReader } from './context-reader.ts';
import { useNeighbourKeys } from './neighbour-keys.ts';
import './context-view.css';

/** What the same container wrote around one entry, oldest first. */
export function ContextView({ id }: { id: number }) {
  const reader = useMemo(() => createContextReader(id), [id]);
  useEffect(() => reader.end, [reader]);
  const context = reader.context.value;
  const failure = reader.failure.value;
  return (
    <>
      <div class="list-toolbar">
        <p>
          {context ? (
            <>
              Around {formatMoment(context.entry.timestamp)} in <b>{context.entry.container}</b>
            </>
          ) : (
            'Around one entry'
          )}
        </p>
        <button type="button" class="button small" onClick={() => showContext(null)}>
          <Icon name="back" />
          Back to the list
        </button>
      </div>
      {failure && !context ? <FailureState failure={failure} onRetry={reader.retry} /> : null}
      {!context && !failure && <LoadingRows count={12} />}
      {context && <Neighbours context={context} hasMore={reader.hasMore} />}
    </>
  );
}

interface NeighboursProperties {
  context: EntryContext;
  hasMore: { before: (() => void) | null; after: (() => void) | null };
}

function Neighbours({ context: { before, entry, after }, hasMore }: NeighboursProperties) {
  const box = useRef<HTMLDivElement>(null);
  const openId = useSignal<number | null>(null);
  const { active, focus } = useNeighbourKeys(box, entry.id);

  // The entry stays where it is on the screen when more is put above it.
  const first = useRef(before[0]?.id);
  const height = useRef(0);
  useLayoutEffect(() => {
    const scroller = box.current;
    if (!scroller) return;
    if (first.current !== before[0]?.id) scroller.scrollTop += scroller.scrollHeight - height.current;
    first.current = before[0]?.id;
    height.current = scroller.scrollHeight;
  }, [before, after]);
  useEffect(() => {
    const target = document.getElementById(`entry-${entry.id}`);
    target?.scrollIntoView({ block: 'center' });
    target?.focus({ preventScroll: true });
  }, []);

  const row = (shown: Entry) => (
    <EntryRow
      key={shown.id}
      entry={shown}
      isExpanded={openId.value === shown.id}
      isActive={active === shown.id}
      isTarget={shown.id === entry.id}
      hidesContext={shown.id === entry.id}
      onToggle={() => (openId.value = openId.value === shown.id ? null : shown.id)}
      onFocus={() => focus(shown.id)}
    />
  );
  return (
    <div ref={box} class="context-rows" role="feed" aria-label="Neighbours, oldest first">
      <More words="Show earlier" end="The beginning of what is stored of this container" more={hasMore.before} />
      {before.map(row)}
      {row(entry)}
      {after.map(row)}
      <More words="Show later" end="The newest entry of this container" more={hasMore.after} />
    </div>
  );
}

function More({ words, end, more }: { words: string; end: string; more: (() => void) | null }) {
  return (
    <div class="context-more">
      {more ? (
        <button type="button" class="button small" onClick={more}>
          {words}
        </button>
      ) : (
        <span class="muted">{end}</span>
      )}
    </div>
  );
}
