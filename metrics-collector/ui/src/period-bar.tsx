import { AutoRefresh } from '@monlight/shared/ui/auto-refresh.tsx';
import { useShortcuts } from '@monlight/shared/ui/shortcuts.ts';
import { TimeRangePicker } from '@monlight/shared/ui/time-range-picker.tsx';
import { type PeriodValues, periodOf, rangeOf, toChanges } from './period.ts';
import './period-bar.css';

interface Properties {
  values: PeriodValues;
  onChange: (changes: Partial<PeriodValues>, how?: 'push' | 'replace') => void;
  onRefresh: () => void;
}

/** Chooses what time to look at, and keeps the page fresh. */
export function PeriodBar({ values, onChange, onRefresh }: Properties) {
  useShortcuts([{ keys: ['r'], words: 'Refresh', act: onRefresh }]);
  const range = rangeOf(values);
  return (
    <div class="period-bar">
      <TimeRangePicker
        range={range}
        standard={{ kind: 'last', span: periodOf(values) }}
        offersAll={false}
        onChange={(chosen) => onChange(toChanges(chosen))}
      />
      <AutoRefresh
        step={values.refresh}
        onChange={(step) => onChange({ refresh: step }, 'replace')}
        onRefresh={onRefresh}
        isPaused={range.kind === 'custom' && range.until !== null}
      />
    </div>
  );
}
