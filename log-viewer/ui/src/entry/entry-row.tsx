import type { TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { Link } from '@monlight/shared/ui/link.tsx';
import { formatBoth } from '@monlight/shared/ui/moment.ts';
import type { Entry } from '../entry.ts';
import { wordOf } from '../levels.ts';
import { viewState } from '../view-state.ts';
import { BriefText } from './brief-text.tsx';
import { EntryDetail } from './entry-detail.tsx';
import { formatClock, formatMoment } from './moment.ts';
import './entry-row.css';

interface Properties {
  entry: Entry;
  isExpanded: boolean;
  /** The one that keys act on; Tab leads to it. */
  isActive: boolean;
  /** Stands out among its neighbours, as what was looked for. */
  isTarget?: boolean;
  /** A moment that was looked for lies between it and the row below. */
  isMoment?: boolean;
  /** Its place among all, counted from 1, and how many there are. */
  position?: { number: number; total: number };
  /** In a list of its neighbours, these are not offered again. */
  hidesContext?: boolean;
  onToggle: () => void;
  onFocus: () => void;
}

/** An entry in one line, and all of it below once it is expanded. */
export function EntryRow(properties: Properties) {
  const {
    entry,
    isExpanded,
    isActive,
    isTarget,
    isMoment,
    position,
    hidesContext = false,
    onToggle,
    onFocus,
  } = properties;
  const { id, level, container, timestamp } = entry;
  const classes = ['entry', level.toLowerCase(), isExpanded && 'expanded', isTarget && 'target', isMoment && 'moment'];

  const toggleByKey = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    onToggle();
  };
  const toggleByClick = ({ target }: TargetedMouseEvent<HTMLElement>): void => {
    // Whoever marks text to copy it does not mean to open anything.
    if (getSelection()?.type === 'Range' || (target instanceof Element && target.closest('a'))) return;
    onToggle();
  };

  return (
    <article
      id={`entry-${id}`}
      class={classes.filter(Boolean).join(' ')}
      tabIndex={isActive ? 0 : -1}
      aria-label={`${isTarget ? 'Marked, ' : ''}${wordOf(level)}, ${container}, ${formatMoment(timestamp)}`}
      aria-posinset={position?.number}
      aria-setsize={position?.total}
      onKeyDown={toggleByKey}
      onFocus={onFocus}
    >
      <div class="entry-line" onClick={toggleByClick}>
        <button type="button" class="entry-toggle" tabIndex={isActive ? 0 : -1} aria-expanded={isExpanded}>
          <Icon name="next" />
          <span class="visually-hidden">All of this entry</span>
        </button>
        <Link class="entry-time" href={viewState.href({ entry: String(id) })} tabIndex={isActive ? 0 : -1}>
          <time dateTime={timestamp} title={formatBoth(Date.parse(timestamp), 'millisecond')}>
            {formatClock(timestamp)}
          </time>
        </Link>
        <span class="level">{level}</span>
        <span class="entry-container" title={container}>
          {container}
        </span>
        <BriefText entry={entry} />
      </div>
      {isExpanded && <EntryDetail entry={entry} hidesContext={hidesContext} />}
    </article>
  );
}
