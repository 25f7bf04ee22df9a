import { SCRUBBED, type IsSecret } from './secret-names.ts';

/** An address without its password and without the values of its secret parameters; the rest stays letter by letter. */
export function scrubUrl(url: string, isSecret: IsSecret): string {
  const end = url.search(/[?#]/);
  if (end < 0) return scrubPassword(url);
  return scrubPassword(url.slice(0, end)) + scrubParameters(url.slice(end), isSecret);
}

/** `scheme://user:password@host`, or without a scheme. A path may have an `@` of its own. */
function scrubPassword(url: string): string {
  const slashes = url.indexOf('//');
  if (slashes < 0) return url;
  const start = slashes + '//'.length;
  const slash = url.indexOf('/', start);
  const authority = url.slice(start, slash < 0 ? undefined : slash);
  const at = authority.lastIndexOf('@');
  const colon = authority.indexOf(':');
  if (at < 0 || colon < 0 || colon > at) return url;
  return `${url.slice(0, start + colon + 1)}${SCRUBBED}${url.slice(start + at)}`;
}

/** OAuth puts tokens behind the `#`, in the form of a query; some servers part parameters by `;`. */
function scrubParameters(text: string, isSecret: IsSecret): string {
  return text.replace(/([?&;#])([^=?&;#]*)=[^&;#]*/g, (parameter, mark: string, name: string) =>
    isSecret(decode(name)) ? `${mark}${name}=${SCRUBBED}` : parameter,
  );
}

function decode(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
