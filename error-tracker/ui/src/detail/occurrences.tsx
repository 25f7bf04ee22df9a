import { Badge } from '@monlight/shared/ui/badge.tsx';
import { ExactTime } from '@monlight/shared/ui/exact-time.tsx';
import { formatCount } from '@monlight/shared/ui/format.ts';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { isPrinting } from '@monlight/shared/ui/is-printing.ts';
import { RelativeTime } from '@monlight/shared/ui/relative-time.tsx';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { MomentLinks } from '@monlight/shared/ui/span-links.tsx';
import type { GroupDetail, Occurrence } from '../group.ts';
import { position, showOccurrence } from './detail-state.ts';
import { OccurrenceFacts } from './occurrence-facts.tsx';
import { Traceback } from './traceback.tsx';
import './occurrences.css';

/** The newest occurrences, one at a time, each with its own traceback and request. */
export function Occurrences({ group }: { group: GroupDetail }) {
  const { occurrences, exception_type } = group;
  const at = position.value;
  const shown = occurrences[at];
  const older = (): void => showOccurrence(at + 1);
  const newer = (): void => showOccurrence(at - 1);
  useShortcuts([
    { keys: ['j', 'ArrowRight'], words: 'Older occurrence', act: older },
    { keys: ['k', 'ArrowLeft'], words: 'Newer occurrence', act: newer },
  ]);

  if (!shown) {
    return (
      <section class="panel">
        <Traceback {...group} exceptionType={exception_type} heading={<h3>Traceback</h3>} />
      </section>
    );
  }
  return (
    <section aria-label="Occurrences">
      <OccurrenceBar group={group} shown={shown} onNewer={newer} onOlder={older} />
      <div class="occurrence">
        <div class="panel">
          <Traceback
            key={shown.id}
            traceback={shown.traceback}
            frames={shown.frames}
            exceptionType={exception_type}
            heading={<h3>Traceback</h3>}
          />
        </div>
        <OccurrenceFacts occurrence={shown} />
      </div>
      <FirstTraceback group={group} shown={shown} />
    </section>
  );
}

interface BarProperties {
  group: GroupDetail;
  shown: Occurrence;
  onNewer: () => void;
  onOlder: () => void;
}

function OccurrenceBar({ group: { occurrences, count }, shown, onNewer, onOlder }: BarProperties) {
  const at = position.value;
  const kept = occurrences.length;
  return (
    <div class="occurrence-bar">
      <h2 aria-live="polite">
        Occurrence {at + 1} of {kept}
        {count > kept && (
          <span class="muted">
            {' '}
            · the newest {kept} of {formatCount(count)} are kept
          </span>
        )}
      </h2>
      <p>
        <RelativeTime iso={shown.timestamp} />
        <span class="muted">
          <ExactTime iso={shown.timestamp} />
        </span>
        <Badge>{shown.environment}</Badge>
      </p>
      <MomentLinks to={['logs', 'metrics']} ms={Date.parse(shown.timestamp)} />
      <div class="occurrence-steps">
        <Step words="Newer" shortcut="k" isFirst isOff={at === 0} onStep={onNewer} />
        <Step words="Older" shortcut="j" isOff={at >= kept - 1} onStep={onOlder} />
      </div>
    </div>
  );
}

interface StepProperties {
  words: string;
  shortcut: string;
  isFirst?: boolean;
  isOff: boolean;
  onStep: () => void;
}

/** Stays in place and keeps the focus when there is nothing further. */
function Step({ words, shortcut, isFirst = false, isOff, onStep }: StepProperties) {
  return (
    <button
      type="button"
      class="button small"
      aria-disabled={isOff}
      aria-keyshortcuts={shortcut}
      title={`${words} occurrence (${shortcut})`}
      onClick={onStep}
    >
      {isFirst && <Icon name="back" />}
      {words}
      <span class="visually-hidden"> occurrence</span>
      {!isFirst && <Icon name="next" />}
    </button>
  );
}

/** The group keeps the traceback of its first report; it is worth a look when it differs. */
function FirstTraceback({ group, shown }: { group: GroupDetail; shown: Occurrence }) {
  if (group.traceback === shown.traceback || group.traceback === '') return null;
  return (
    <details class="panel first-traceback" open={isPrinting.value}>
      <summary>Traceback of the first report, which differs</summary>
      <Traceback {...group} exceptionType={group.exception_type} heading={<h3>First traceback</h3>} />
    </details>
  );
}
