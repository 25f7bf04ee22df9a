/**
 * How far a live tail has come, as the `id:` of its events and `Last-Event-ID`: the largest id that was sent, and
 * the smaller ones that were not because their entries were still growing. `1234` or `1234-1230-1231`.
 */
export interface Position {
  last: number;
  pending: readonly number[];
}

/** More are not told: who comes back then gets the newest of them only. */
const MAX_PENDING = 50;

/** `Position` → text. */
export function formatPosition({ last, pending }: Position): string {
  return [last, ...pending.slice(-MAX_PENDING)].join('-');
}

/** Text → `Position`; null for what no tail has sent. */
export function parsePosition(text: string): Position | null {
  if (!/^\d{1,15}(?:-\d{1,15}){0,50}$/.test(text)) return null;
  const [last = 0, ...pending] = text.split('-').map(Number);
  return { last, pending };
}
