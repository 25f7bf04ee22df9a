/** What stands before a message is rarely longer than 120 characters; colours and logger's names can double it. */
const MAX_HEAD = 320;

// oxlint-disable-next-line no-control-regex -- these are the colours
const COLOURS = /\u001b\[[\d;:]*[A-Za-z]/g;

/** A text as it reads in a terminal that knows no colours. */
export function withoutColours(text: string): string {
  return text.includes('\u001b') ? text.replace(COLOURS, '') : text;
}

/** The beginning of a message's first line that is not blank, without colours and blanks around it. */
export function headOf(message: string): string {
  const cut = message.length > MAX_HEAD ? message.slice(0, MAX_HEAD) : message;
  const text = withoutColours(cut);
  let start = 0;
  while (start < text.length && text.charCodeAt(start) <= 0x20) start++;
  const end = text.indexOf('\n', start);
  return end < 0 ? (start === 0 ? text : text.slice(start)) : text.slice(start, end);
}

/** The beginning of the line below the first; empty when there is none. */
export function secondLine(message: string): string {
  const end = message.indexOf('\n');
  return end < 0 ? '' : headOf(message.slice(end + 1, end + 1 + MAX_HEAD));
}
