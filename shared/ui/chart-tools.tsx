import type { Signal } from '@preact/signals';
import type { ChartData } from './chart-data.ts';
import { saveText, toCsv } from './csv.ts';
import { Icon } from './icon.tsx';

interface Properties {
  title: string;
  data: ChartData;
  fileName: string;
  isTable: Signal<boolean>;
}

/** Turns a chart into a table and back, and saves what it shows. */
export function ChartTools({ title, data, fileName, isTable }: Properties) {
  return (
    <div class="chart-tools">
      <button
        type="button"
        class="button small quiet"
        title={isTable.value ? 'As a chart' : 'As a table'}
        onClick={() => (isTable.value = !isTable.value)}
      >
        <Icon name={isTable.value ? 'chart' : 'table'} />
        <span class="visually-hidden">
          {title}: {isTable.value ? 'as a chart' : 'as a table'}
        </span>
      </button>
      <button type="button" class="button small quiet" title="Save as CSV" onClick={() => save(data, fileName)}>
        <Icon name="download" />
        CSV<span class="visually-hidden"> of {title}</span>
      </button>
    </div>
  );
}

function save({ times, span, lines, unit }: ChartData, fileName: string): void {
  const rows = times.map((ms, index) => [
    new Date(ms).toISOString(),
    ...lines.map(({ values }) => values[index] ?? null),
  ]);
  const ends = span.map((ms) => new Date(ms).toISOString().slice(0, 16).replaceAll(':', ''));
  const name = `${fileName}-${ends.join('-')}`.replaceAll(/[^\w.-]+/g, '_');
  const header = ['time_utc', ...lines.map(({ label }) => (unit ? `${label} (${unit})` : label))];
  saveText(toCsv([header, ...rows]), `${name}.csv`, 'text/csv');
}
