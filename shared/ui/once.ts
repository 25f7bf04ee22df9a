/** Makes something when it is first asked for: a browser's first `Intl` formatter takes it 30 ms, as long as all else before the first paint. */
export function once<T>(make: () => T): () => T {
  let made: { it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}
