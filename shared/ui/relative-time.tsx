import { clock } from './clock.ts';
import { formatAgo, formatUtc } from './format.ts';

/** How long ago something was, in words that tick; the moment itself in UTC on hover. */
export function RelativeTime({ iso }: { iso: string }) {
  const ms = Date.parse(iso);
  return (
    <time class="nowrap" dateTime={iso} title={formatUtc(ms)}>
      {formatAgo(ms, Math.max(clock.value, ms))}
    </time>
  );
}
