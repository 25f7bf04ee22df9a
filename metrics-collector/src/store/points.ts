/** Points, column by column. */
export interface Points {
  count: number;
  /** ms UTC. */
  times: Float64Array;
  /** Ids. */
  series: Uint32Array;
  values: Float64Array;
}

/** Room for points. */
export function createPoints(capacity: number): Points {
  return {
    count: 0,
    times: new Float64Array(capacity),
    series: new Uint32Array(capacity),
    values: new Float64Array(capacity),
  };
}

/** No sum of values up to here leaves the range of numbers, however many there are. */
const MAX_VALUE = 1e290;

/** Puts a point behind the others; there must be room. A value beyond ±1e290 counts as that. */
export function addPoint(points: Points, time: number, series: number, value: number): void {
  const { count } = points;
  points.times[count] = time;
  points.series[count] = series;
  points.values[count] = Math.min(Math.max(value, -MAX_VALUE), MAX_VALUE);
  points.count = count + 1;
}

/** Puts points behind others, of which the columns grow where needed. */
export function appendPoints(points: Points, added: Points): void {
  const count = points.count + added.count;
  const before = points.count;
  makeRoom(points, count);
  const { times, series, values } = points;
  // Most batches are small, and a view of a column takes as long as ten of its points.
  for (let from = 0, to = before; from < added.count; from += 1, to += 1) {
    times[to] = added.times[from] as number;
    series[to] = added.series[from] as number;
    values[to] = added.values[from] as number;
  }
}

/** Makes so many points of what is there; the caller has to set those that are new. */
export function makeRoom(points: Points, count: number): void {
  if (count > points.times.length) grow(points, 2 ** Math.ceil(Math.log2(count)));
  points.count = count;
}

function grow(points: Points, capacity: number): void {
  const { times, series, values } = points;
  Object.assign(points, createPoints(capacity), { count: points.count });
  points.times.set(times);
  points.series.set(series);
  points.values.set(values);
}
