import { useInterval } from '@monlight/shared/ui/auto-refresh.tsx';
import { LevelFilter } from '../filters/level-filter.tsx';
import { filterByRange, isLive, range } from '../view-state.ts';
import { Bars } from './bars.tsx';
import { BarsReadout } from './bars-readout.tsx';
import { bars, histogram } from './histogram-state.ts';
import { HistogramTable } from './histogram-table.tsx';
import './histogram-view.css';

const liveRefreshMs = 10_000;

/** How many entries there were when, by level, with the levels to choose from as its legend. */
export function HistogramView() {
  useInterval(isLive.value ? liveRefreshMs : null, () => void histogram.refresh());
  const drawn = bars.value;
  return (
    <section class="histogram" aria-label="Entries over time">
      <div class="histogram-head">
        <LevelFilter />
        <p>{drawn && <BarsReadout {...drawn} />}</p>
        {range.value.kind === 'custom' && (
          <button type="button" class="button small quiet" onClick={() => filterByRange({ kind: 'all' })}>
            Show all time
          </button>
        )}
        {drawn && <HistogramTable {...drawn} />}
      </div>
      {drawn ? <Bars {...drawn} /> : <div class="histogram-empty" />}
    </section>
  );
}
