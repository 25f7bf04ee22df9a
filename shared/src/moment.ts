/**
 * Hands over items, in order, for as long as one turn of the event loop may keep others from theirs: at least one, and no more once
 * `ms` have passed by `clock`, which counts milliseconds.
 *
 * @returns how many were handed over
 */
export function forAMoment<T>(
  items: Iterable<T>,
  ms: number,
  take: (item: T) => void,
  clock: () => number = () => performance.now(),
): number {
  const ends = clock() + ms;
  let taken = 0;
  for (const item of items) {
    take(item);
    taken += 1;
    if (clock() >= ends) break;
  }
  return taken;
}
