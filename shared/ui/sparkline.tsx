import './sparkline.css';

const barWidth = 3;
const step = 4;
const height = 24;

/** A row of small bars, oldest first; `label` says in words what they add up to. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  // A few do not look like many.
  const largest = Math.max(4, ...values);
  const width = values.length * step - 1;
  // One path for all bars. An empty slot keeps a dot's height, so that the axis is seen.
  const bars = values.map((value, index) => {
    const barHeight = value === 0 ? 1 : Math.max(2, Math.round((value / largest) * height));
    return `M${index * step} ${height}v${-barHeight}h${barWidth}v${barHeight}z`;
  });
  const drawn = (isEmpty: boolean) => bars.filter((_, index) => (values[index] === 0) === isEmpty).join('');
  return (
    <svg
      class="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <path class="sparkline-empty" d={drawn(true)} />
      <path d={drawn(false)} />
    </svg>
  );
}
