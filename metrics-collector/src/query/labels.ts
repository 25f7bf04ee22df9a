/**
 * `key:value,key2:value2` → label pairs; `\:` and `\,` stand for themselves, and a value may hold further colons. Null for
 * what is no such list.
 */
export function parseLabels(text: string): Record<string, string> | null {
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of split(text, ',')) {
    if (pair.trim() === '') continue;
    const [key = '', ...rest] = split(pair, ':');
    if (rest.length === 0 || key.trim() === '') return null;
    labels[unescape(key.trim())] = unescape(rest.join(':'));
  }
  return labels;
}

/** Splits where the separator has no backslash before it. */
function split(text: string, separator: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === separator) parts.push('');
    else if (character === '\\') {
      parts[parts.length - 1] += text.slice(at, at + 2);
      at += 1;
    } else parts[parts.length - 1] += character;
  }
  return parts;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
