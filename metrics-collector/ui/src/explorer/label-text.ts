/** A label's key and value. */
export type LabelPair = readonly [key: string, value: string];

/** `method:GET,endpoint:/a`, as the API takes it; `:`, `,` and `\` within are escaped. */
export function labelText(pairs: readonly LabelPair[]): string {
  return pairs.map((pair) => pair.map((part) => part.replaceAll(/[\\:,]/g, String.raw`\$&`)).join(':')).join(',');
}

/** The pairs that such a text stands for. */
export function readLabels(text: string): LabelPair[] {
  const pairs: LabelPair[] = [];
  for (const piece of text.match(/(?:\\.|[^\\,])+/gs) ?? []) {
    const [key = '', ...rest] = piece.match(/(?:\\.|[^\\:])+/gs) ?? [];
    if (piece.includes(':')) pairs.push([plain(key), plain(rest.join(':'))]);
  }
  return pairs;
}

function plain(part: string): string {
  return part.replaceAll(/\\(.)/gs, '$1');
}
