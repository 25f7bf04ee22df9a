import { clock } from './clock.ts';
import { formatAgo } from './format.ts';
import { formatBoth, formatDate } from './moment.ts';

const longAgoMs = 30 * 86_400_000;

/** How long ago something was, in words that tick, and its date after 30 days; the moment itself on hover. */
export function RelativeTime({ iso }: { iso: string }) {
  const ms = Date.parse(iso);
  const now = Math.max(clock.value, ms);
  return (
    <time class="nowrap" dateTime={iso} title={formatBoth(ms)}>
      {now - ms > longAgoMs ? formatDate(ms) : formatAgo(ms, now)}
    </time>
  );
}
