import type { Page } from '../store/read/list.ts';
import { presentEntry } from './present.ts';

export interface PagesOptions {
  limit: number;
  offset: number;
  /** Reads on behind an entry, at most `rest` of them. */
  nextOf: (before: number, rest: number) => Promise<Page>;
}

/**
 * `GET /api/logs` where messages are long: the same JSON, of which only a piece is in memory. All of it may be 32 MB, more than
 * the whole process has.
 */
export async function* presentPages(first: Page, { limit, offset, nextOf }: PagesOptions): AsyncGenerator<string> {
  let page = first;
  let count = page.rows.length;
  yield `{"logs":[${toJson(page)}`;
  while (page.isFull) {
    page = await nextOf(page.rows.at(-1)?.id ?? 0, limit - count);
    count += page.rows.length;
    if (page.rows.length > 0) yield `,${toJson(page)}`;
  }
  yield `],"total":${first.total},"limit":${limit},"offset":${offset}}`;
}

function toJson({ rows }: Page): string {
  return rows.map((row) => JSON.stringify(presentEntry(row))).join(',');
}
