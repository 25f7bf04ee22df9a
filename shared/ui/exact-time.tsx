import { formatBoth, formatMoment } from './moment.ts';

/** A moment to the second in the chosen zone; in both on hover. */
export function ExactTime({ iso }: { iso: string }) {
  const ms = Date.parse(iso);
  return (
    <time dateTime={iso} title={formatBoth(ms)}>
      {formatMoment(ms)}
    </time>
  );
}
