const SURROGATE = /[\uD800-\uDFFF]/;

/** The first `max` characters of a text. Characters are code points, as the services count them. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, max);
  if (!SURROGATE.test(head)) return head;
  const characters = Array.from(text.slice(0, 2 * max + 2));
  return characters.length > max ? characters.slice(0, max).join('') : text;
}

/** At most `max` characters of a text for people, which shows that there was more. */
export function shorten(text: string, max: number): string {
  const head = cut(text, max);
  return head.length === text.length ? text : `${cut(head, max - 1)}…`;
}

/** At most about `max` characters: the head, which says most in a JavaScript traceback, and some of the tail. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const tail = Math.floor(max / 4);
  const head = max - tail;
  return `${text.slice(0, head)}\n… ${text.length - max} characters left out …\n${text.slice(-tail)}`.toWellFormed();
}
