const daySeconds = 86_400;

/** Bars stand on their time: the outer two need half a step more. */
export function withHalfBars(times: ArrayLike<number>, min: number, max: number): [number, number] {
  const half = ((times[1] ?? max) - (times[0] ?? min)) / 2;
  return [min - half, max + half];
}

/** The upper end of an axis from zero, a little above the highest value. */
export function niceTop(max: number | null, isWhole: boolean): number {
  if (!max) return 1;
  return isWhole ? Math.max(Math.ceil(max * 1.05), max) : max * 1.08;
}

/** Both ends of an axis that may leave zero out: it does when the values keep to the upper half, or are negative. */
export function fittedRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) return [0, 1];
  if (min >= 0 && min < max / 2) return [0, niceTop(max, false)];
  const margin = (max - min || Math.abs(max) || 1) * 0.1;
  return [min - margin, max + margin];
}

/** Distances between the lines of an axis without fractions. */
export const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const second = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
/** Of one second: tenths, hundredths, thousandths. The hour would leave them no room. */
const fractions = ([1, 2, 3] as const).map(
  (fractionalSecondDigits) =>
    new Intl.DateTimeFormat('en-GB', {
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits,
      timeZone: 'UTC',
    }),
);

/**
 * How to write a time (seconds) on an axis with these: days where they lie days apart, and at midnight; minutes and parts of seconds
 * where they lie less than a second apart. `toClock` makes of a moment (ms) the one whose UTC parts are to be shown.
 */
export function timeTick(splits: number[], toClock = (ms: number): number => ms): (seconds: number) => string {
  const step = (splits[1] ?? daySeconds) - (splits[0] ?? 0);
  const clock = clockFor(step);
  return (seconds) => {
    // Parts of seconds, of so large a number, are not exact.
    const shown = toClock(Math.round(seconds * 1000));
    const isMidnight = shown % (daySeconds * 1000) === 0;
    return (step >= daySeconds || isMidnight ? day : clock).format(shown);
  };
}

function clockFor(step: number): Intl.DateTimeFormat {
  if (step >= 60) return minute;
  // None or less for whole seconds. The margin is for a step that is not exact.
  const digits = Math.ceil(-Math.log10(step) - 1e-3);
  return fractions[Math.min(digits, fractions.length) - 1] ?? second;
}
