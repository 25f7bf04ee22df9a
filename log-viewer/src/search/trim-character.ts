/** A text without one character at its end, or at both; a pattern such as `/ +$/` would look at every run of it again and again. */
export function trimCharacter(text: string, character: string, where: 'both' | 'end' = 'both'): string {
  let start = 0;
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  if (where === 'both') while (start < end && text[start] === character) start += 1;
  return text.slice(start, end);
}
