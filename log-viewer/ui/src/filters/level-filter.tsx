import { formatCount, formatShort } from '@monlight/shared/ui/format.ts';
import { LEVELS } from '../../../src/level.ts';
import { countByLevel } from '../histogram/histogram-state.ts';
import { wordOf } from '../levels.ts';
import { chosenLevels, toggleLevel } from '../view-state.ts';
import './level-filter.css';

/** Chooses levels, with how many entries of each the other filters leave; it is the histogram's legend too. */
export function LevelFilter() {
  const chosen = chosenLevels.value;
  const counts = countByLevel.value;
  return (
    <div class="level-filter" role="group" aria-label="Levels">
      {LEVELS.toReversed().map((level) => (
        <button
          key={level}
          type="button"
          class={`level-choice ${level.toLowerCase()}`}
          aria-pressed={chosen.includes(level)}
          title={counts ? `${formatCount(counts[level])} entries` : undefined}
          onClick={() => toggleLevel(level)}
        >
          <span class="level-swatch" aria-hidden="true" />
          {wordOf(level)}
          <span class="level-count">{counts ? formatShort(counts[level]) : '–'}</span>
        </button>
      ))}
    </div>
  );
}
