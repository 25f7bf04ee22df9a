/** `2026-01-23 15:30–15:45`, with seconds where it takes them, and with both days where there are two. In UTC. */
export function formatBucket(start: string | number, lengthMs: number): string {
  const from = new Date(start);
  const to = new Date(from.getTime() + lengthMs);
  const isWhole = [from, to].every((moment) => moment.getTime() % 60_000 === 0);
  const [fromDay, fromTime] = partsOf(from, isWhole);
  const [toDay, toTime] = partsOf(to, isWhole);
  return fromDay === toDay ? `${fromDay} ${fromTime}–${toTime}` : `${fromDay} ${fromTime} – ${toDay} ${toTime}`;
}

function partsOf(moment: Date, isWhole: boolean): [day: string, time: string] {
  const text = moment.toISOString();
  return [text.slice(0, 10), text.slice(11, isWhole ? 16 : 19)];
}
