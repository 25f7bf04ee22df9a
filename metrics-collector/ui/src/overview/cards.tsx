import { formatCount, formatShort } from '@monlight/shared/ui/format.ts';
import { formatOf } from '../unit.ts';
import type { Dashboard } from '../wire.ts';
import { levelOf } from './error-level.ts';
import './cards.css';

const milliseconds = formatOf('milliseconds');
const fraction = formatOf('fraction');

interface Card {
  words: string;
  text: string;
  /** The exact figure where the text is a short one. */
  title?: string;
  level?: string;
}

/** The period in six figures. */
export function Cards({ summary, latency }: Pick<Dashboard, 'summary' | 'latency'>) {
  const { total_requests, error_rate, avg_latency_ms, p95_latency_ms, total_datapoints, distinct_metrics } = summary;
  const hasRequests = total_requests > 0;
  const hasLatency = latency.length > 0;
  const cards: Card[] = [
    count('Total requests', total_requests),
    {
      words: 'Error rate',
      text: hasRequests ? orNone(error_rate, fraction) : '–',
      level: hasRequests ? levelOf(error_rate) : '',
    },
    { words: 'Average latency', text: hasLatency ? orNone(avg_latency_ms, milliseconds) : '–' },
    { words: 'p95 latency', text: hasLatency ? orNone(p95_latency_ms, milliseconds) : '–' },
    count('Data points', total_datapoints),
    count('Metrics', distinct_metrics),
  ];
  return (
    <dl class="cards">
      {cards.map(({ words, text, title, level = '' }) => (
        <div key={words} class="panel">
          <dt>{words}</dt>
          <dd class={level} title={title}>
            {text}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function count(words: string, value: number): Card {
  return { words, text: formatShort(value), title: formatCount(value) };
}

function orNone(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value);
}
