import type { AnsiStyle, Piece } from './ansi.ts';

/** A part of the text that was found: from a character up to, not including, another. */
export type Hit = readonly [from: number, to: number];

/** Text of one look that was either found or not. */
export interface Segment {
  text: string;
  style: AnsiStyle;
  isHit: boolean;
}

/** Cuts pieces where hits begin and end. Hits are ascending, apart from each other, and count through all pieces. */
export function toSegments(pieces: Piece[], hits: readonly Hit[]): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (const { text, style } of pieces) {
    const end = start + text.length;
    let at = start;
    const take = (until: number, isHit: boolean): void => {
      if (until > at) segments.push({ text: text.slice(at - start, until - start), style, isHit });
      at = Math.max(at, until);
    };
    for (const [from, to] of hits) {
      if (to <= at || from >= end) continue;
      take(from, false);
      take(Math.min(to, end), true);
    }
    take(end, false);
    start = end;
  }
  return segments;
}
