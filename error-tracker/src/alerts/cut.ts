/** The first `max` characters: code points, so that none is halved. */
export function firstCharacters(text: string, max: number): string {
  return Array.from(text.slice(0, 2 * max))
    .slice(0, max)
    .join('');
}

/** At most `maxBytes` of UTF-8 from the start, never half a character, with a mark that says what is missing. */
export function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return `${text.slice(0, read)}\n… cut here: ${toKib(maxBytes)} of ${toKib(bytes)} KiB`;
}

function toKib(bytes: number): number {
  return Math.ceil(bytes / 1024);
}

/** Fit for a header: a blank for each control character and line break, no halves of surrogate pairs. */
export function toOneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}

/** Fit for a mail's body: like `toOneLine`, but line breaks and tabs stay. */
export function toPlainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ');
}
