/**
 * Where this service lives. The server writes the way up from the opened page into `<base>`; it is
 * made absolute here once, so that it stays right while the address bar changes, below any sub-path.
 */
export const root: URL = fixRoot();

function fixRoot(): URL {
  const url = new URL('./', document.baseURI);
  const base = document.querySelector('base');
  if (base) base.href = url.href;
  return url;
}

/** The absolute address of something that is named relative to the service's root. */
export function addressOf(path: string): string {
  return new URL(path, root).href;
}
