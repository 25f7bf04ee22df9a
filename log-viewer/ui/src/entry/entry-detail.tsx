import { useSignal } from '@preact/signals';
import { Badge } from '@monlight/shared/ui/badge.tsx';
import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { formatBoth } from '@monlight/shared/ui/moment.ts';
import { addressOf } from '@monlight/shared/ui/root.ts';
import { MomentLinks } from '@monlight/shared/ui/span-links.tsx';
import type { Entry } from '../entry.ts';
import { stripAnsi } from '../text/ansi.ts';
import { parseJson } from '../text/json-message.ts';
import { filter, showContext } from '../view-state.ts';
import { formatMoment } from './moment.ts';
import { WholeMessage } from './whole-message.tsx';
import './entry-detail.css';

/** All of an entry: its message as it was written or as JSON, where it comes from, and what can be done with it. */
export function EntryDetail({ entry, hidesContext }: { entry: Entry; hidesContext: boolean }) {
  const isRaw = useSignal(false);
  const json = parseJson(entry.message);
  return (
    <div class="entry-detail">
      <div class="entry-actions">
        <p class="entry-facts">
          <span title={formatBoth(Date.parse(entry.timestamp), 'millisecond')}>{formatMoment(entry.timestamp)}</span>
          <Badge>{entry.container}</Badge>
          <Badge>{entry.stream}</Badge>
          <span class="muted">Entry {entry.id}</span>
        </p>
        {json && (
          <button
            type="button"
            class="button small"
            aria-pressed={isRaw.value}
            onClick={() => (isRaw.value = !isRaw.value)}
          >
            Raw
          </button>
        )}
        {!hidesContext && (
          <button type="button" class="button small" onClick={() => showContext(entry.id)}>
            <Icon name="apart" />
            Show in context
          </button>
        )}
        <button type="button" class="button small" onClick={() => filter({ container: entry.container })}>
          <Icon name="filter" />
          Only this container
        </button>
        <CopyButton text={() => stripAnsi(entry.message)} what="the message" />
        <CopyButton text={addressOf(`./?entry=${entry.id}`)} what="to this entry" words="Copy link" />
      </div>
      <MomentLinks to={['errors', 'metrics']} ms={Date.parse(entry.timestamp)} />
      <WholeMessage message={entry.message} json={isRaw.value ? null : json} />
    </div>
  );
}
