/** What is counted or measured mostly is a whole multiple of one by one of these: of itself, of thousandths, of millionths. */
export const SCALES = [1, 1e3, 1e6] as const;

/** Up to here a multiple fits into 53 bits together with which scale it is of. */
const MAX_MULTIPLE = 2 ** 48;

/** The whole number that is the value to the bit when it is divided by the scale; NaN when there is none. */
export function toMultiple(value: number, scale: number): number {
  const multiple = Math.round(value * scale);
  return multiple / scale === value && Math.abs(multiple) < MAX_MULTIPLE ? multiple : Number.NaN;
}
