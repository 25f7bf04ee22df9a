import { plural } from '@monlight/shared/ui/format.ts';
import type { Entry } from '../entry.ts';
import { briefOf } from '../text/brief.ts';
import { LogText } from '../text/log-text.tsx';

/** What an entry says, in one line. */
export function BriefText({ entry }: { entry: Entry }) {
  const brief = briefOf(entry);
  if (brief.kind === 'json') {
    const { lead, pairs } = brief.summary;
    return (
      <span class="entry-text">
        {lead && <LogText text={lead} />}
        {pairs.map(([name, value], index) => (
          <span key={name} class={lead || index > 0 ? 'entry-pair' : 'entry-pair first'}>
            <span class="entry-name">
              <LogText text={name} />=
            </span>
            <LogText text={value} />
          </span>
        ))}
      </span>
    );
  }
  return (
    <>
      <span class="entry-text">
        <LogText text={brief.line} />
        {brief.outcome && (
          <span class="entry-pair">
            <LogText text={brief.outcome} />
          </span>
        )}
      </span>
      {brief.moreLines > 0 && <span class="entry-more">+{plural(brief.moreLines, 'line')}</span>}
    </>
  );
}
