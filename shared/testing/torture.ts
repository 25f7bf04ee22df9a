/** True in `npm run torture`, false in the cut of it that `npm test` plays. */
export const isWhole = process.env['MONLIGHT_TORTURE'] === 'whole';

/** How much a torture test does, in rounds or cases: a cut of it in `npm test`, the whole in `npm run torture`. */
export function sized({ cut, whole }: { cut: number; whole: number }): number {
  return isWhole ? whole : cut;
}
