const ZERO = 0x30;

/** The digit at a place; -1 for none. */
export function digitAt(bytes: Buffer, at: number): number {
  const digit = (bytes[at] ?? 0) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

/** The number of the two digits at a place; -1 for none. */
export function pairAt(bytes: Buffer, at: number): number {
  const tens = digitAt(bytes, at);
  const ones = digitAt(bytes, at + 1);
  return tens === -1 || ones === -1 ? -1 : tens * 10 + ones;
}
