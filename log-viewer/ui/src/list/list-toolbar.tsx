import { plural } from '@monlight/shared/ui/format.ts';
import { SpanLinks } from '@monlight/shared/ui/span-links.tsx';
import { zoneName } from '@monlight/shared/ui/zone.ts';
import { LiveControl } from '../tail/live-control.tsx';
import { isLive, range } from '../view-state.ts';
import { ExportMenu } from './export-menu.tsx';
import { entries } from './list-state.ts';
import { MarkedMoment } from './marked-moment.tsx';

/** How many entries there are, the live tail, and the way to take them along. */
export function ListToolbar() {
  const count = entries.count.value;
  return (
    <div class="list-toolbar">
      {/* A live tail counts too quickly to be read out. */}
      <p role={isLive.value ? undefined : 'status'} class="list-count">
        {count !== undefined && plural(count, 'entry', 'entries')}
      </p>
      <p class="list-zone muted">Times in {zoneName(Date.now())}</p>
      <SpanLinks to={['errors', 'metrics']} range={range.value} />
      <MarkedMoment />
      <LiveControl />
      <ExportMenu />
    </div>
  );
}
