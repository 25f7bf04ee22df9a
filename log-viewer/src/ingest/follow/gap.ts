/** Lines that could not be recovered. */
export interface Gap {
  /** The least that is known to be lost, in bytes; 0 where that is not known. */
  bytes: number;
  reason: string;
}

/** `gap: at least 1.2 MB lost: …` */
export function describeGap({ bytes, reason }: Gap): string {
  return `gap: ${bytes > 0 ? `at least ${toSize(bytes)}` : 'an unknown amount'} lost: ${reason}`;
}

/** Two gaps with nothing between them. */
export function joinGaps(first: Gap | null, second: Gap | null): Gap | null {
  if (!first || !second) return first ?? second;
  return { bytes: first.bytes + second.bytes, reason: second.reason };
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** In powers of 1000, as Docker's `max-size`. */
function toSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
