import { formatBucketIn } from '@monlight/shared/ui/bucket-words.ts';
import { type ChartData, newestIndex } from '@monlight/shared/ui/chart-data.ts';
import { plural } from '@monlight/shared/ui/format.ts';

const fewLines = 4;

/** What a chart says, for those who do not see it. */
export function summaryOf(title: string, data: ChartData): string {
  const newest = newestIndex(data);
  const [since, until] = data.span;
  const span = `${title}, ${formatBucketIn(since, until - since)}.`;
  if (newest === null) return `${span} Nothing in it.`;
  if (data.lines.length > fewLines) return `${span} ${plural(data.lines.length, 'line')}.`;
  const lines = data.lines.map(({ label, values, format }) => {
    const last = values.findLast((value) => value !== null);
    const highest = values.reduce<number | null>(
      (most, value) => (value !== null && value > (most ?? -Infinity) ? value : most),
      null,
    );
    return last === undefined || last === null || highest === null
      ? `${label}: nothing.`
      : `${label}: ${format(last)} at last, ${format(highest)} at most.`;
  });
  return `${span} ${lines.join(' ')}`;
}
