import { AutoRefresh } from '@monlight/shared/ui/auto-refresh.tsx';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { TabLinks } from '@monlight/shared/ui/tab-links.tsx';
import { CustomRangePicker } from '@monlight/shared/ui/time-range-picker.tsx';
import { type PeriodValues, periodOf, periods, rangeOf, toPeriod, toSpan } from './period.ts';
import './period-bar.css';

interface Properties {
  values: PeriodValues;
  href: (changes: Partial<PeriodValues>) => string;
  onChange: (changes: Partial<PeriodValues>, how?: 'push' | 'replace') => void;
  onRefresh: () => void;
}

/** Chooses what time to look at, leads back out of a custom range, and keeps the page fresh. */
export function PeriodBar({ values, href, onChange, onRefresh }: Properties) {
  const range = rangeOf(values);
  const isCustom = range.kind === 'custom';
  const period = periodOf(values);
  return (
    <div class="period-bar">
      <TabLinks
        label="Period"
        current={isCustom ? '' : period}
        tabs={periods.map(({ name, words }) => ({ name, words, href: href(toPeriod(name)) }))}
      />
      <CustomRangePicker
        range={range}
        onChange={(chosen) => chosen.kind === 'custom' && onChange(toSpan(chosen.since, chosen.until))}
      />
      {isCustom && (
        <button type="button" class="button" onClick={() => onChange(toPeriod(period))}>
          <Icon name="back" />
          Back to the {periods.find(({ name }) => name === period)?.long ?? period}
        </button>
      )}
      <AutoRefresh
        step={values.refresh}
        onChange={(step) => onChange({ refresh: step }, 'replace')}
        onRefresh={onRefresh}
        isPaused={isCustom && range.until !== null}
      />
    </div>
  );
}
