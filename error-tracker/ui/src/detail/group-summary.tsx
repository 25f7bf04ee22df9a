import type { ComponentChildren } from 'preact';
import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { ExactTime } from '@monlight/shared/ui/exact-time.tsx';
import { formatCount } from '@monlight/shared/ui/format.ts';
import { RelativeTime } from '@monlight/shared/ui/relative-time.tsx';
import { MomentLinks } from '@monlight/shared/ui/span-links.tsx';
import type { GroupDetail } from '../group.ts';
import { MonthChart } from './month-chart.tsx';
import './group-summary.css';

/** How often and when, in figures and as a chart. */
export function GroupSummary({ group }: { group: GroupDetail }) {
  return (
    <section class="panel group-summary" aria-label="Summary">
      <dl>
        <Fact name="Occurrences">
          <span class="figure">{formatCount(group.count)}</span>
        </Fact>
        <Moment name="Last seen" iso={group.last_seen} />
        <Moment name="First seen" iso={group.first_seen} hasLinks />
        {group.reopened_at !== null && <Moment name="Came back" iso={group.reopened_at} hasLinks />}
        {group.resolved_at !== null && <Moment name="Resolved" iso={group.resolved_at} />}
        <Fact name="Fingerprint">
          <span class="fingerprint">
            <code title={group.fingerprint}>{group.fingerprint}</code>
            <CopyButton text={group.fingerprint} what="the fingerprint" isBare />
          </span>
        </Fact>
      </dl>
      <MonthChart counts={group.trend_30d} />
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What is around the newest occurrence, its own bar below leads to. */
function Moment({ name, iso, hasLinks = false }: { name: string; iso: string; hasLinks?: boolean }) {
  return (
    <Fact name={name}>
      <span class="figure">
        <RelativeTime iso={iso} />
      </span>
      <span class="exact">
        <ExactTime iso={iso} />
      </span>
      {hasLinks && <MomentLinks to={['logs', 'metrics']} ms={Date.parse(iso)} isBrief />}
    </Fact>
  );
}
