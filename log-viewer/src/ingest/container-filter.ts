/** Whether a container of this name is followed. */
export type ContainerFilter = (name: string) => boolean;

/**
 * Names with `*` for any run of characters; `!name` leaves out what the others take. Without a pattern, or with
 * exclusions alone, all others are taken.
 */
export function createContainerFilter(patterns: readonly string[]): ContainerFilter {
  const excluded = patterns.flatMap((pattern) => (pattern.startsWith('!') ? [toMatcher(pattern.slice(1))] : []));
  const included = patterns.flatMap((pattern) => (pattern.startsWith('!') ? [] : [toMatcher(pattern)]));
  return (name) =>
    (included.length === 0 || included.some((matches) => matches(name))) && !excluded.some((matches) => matches(name));
}

/** Takes each fixed part at its first place after the one before: linear, where a RegExp would try them all. */
function toMatcher(pattern: string): (name: string) => boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return (name) => name === start;
  return (name) => {
    if (!name.startsWith(start) || !name.endsWith(end)) return false;
    let at = start.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at + end.length <= name.length;
  };
}
