/** Longer than any address; what a proxy says may be anything. */
const MAX_CHARACTERS = 64;

/**
 * What stands for one household or server when its requests are counted: an IPv4 address, and of an IPv6 address the
 * first 64 bits, since whoever has one of those has 2^64 (RFC 6177).
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address.slice(0, MAX_CHARACTERS);
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = '', after] = address.toLowerCase().split('::', 2);
  const left = groupsOf(before);
  const right = groupsOf(after ?? '');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4);
  return `${groups.join(':')}::/64`.slice(0, MAX_CHARACTERS);
}

/** The groups of a part of an address, without leading zeros. */
function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':').map((group) => group.replace(/^0+(?=.)/, ''));
}
