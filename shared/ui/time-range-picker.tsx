import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';
import { CustomRange } from './custom-range.tsx';
import { type Span, spans, type TimeRange, wordsOf } from './time-range.ts';
import './time-range-picker.css';

interface Properties {
  range: TimeRange;
  /** What a page shows where its address names no range, and where one comes back to from two moments. */
  standard: TimeRange;
  /** Whether there is anything older than the longest of the usual ranges. */
  offersAll?: boolean;
  onChange: (range: TimeRange) => void;
}

/** Chooses a range: one of the usual ones with a click, or two moments, and leads back from these. */
export function TimeRangePicker({ range, standard, offersAll = true, onChange }: Properties) {
  const relative = (Object.keys(spans) as Span[]).map((span): TimeRange => ({ kind: 'last', span }));
  const choices: TimeRange[] = offersAll ? [{ kind: 'all' }, ...relative] : relative;
  const words = wordsOf(range);
  return (
    <div class="time-range-picker">
      <Popover
        label="Time range"
        buttonClass="button time-range-button"
        button={
          <>
            <Icon name="clock" />
            <span class="visually-hidden">Time range:</span>
            <span title={words}>{words}</span>
          </>
        }
      >
        {(close) => {
          const choose = (chosen: TimeRange): void => {
            close();
            onChange(chosen);
          };
          return (
            <div class="time-range">
              <ul>
                {choices.map((choice) => (
                  <Choice
                    key={wordsOf(choice)}
                    words={wordsOf(choice)}
                    isChosen={wordsOf(choice) === words}
                    onChoose={() => choose(choice)}
                  />
                ))}
              </ul>
              <CustomRange range={range} onChoose={choose} />
            </div>
          );
        }}
      </Popover>
      {range.kind === 'custom' && (
        <button type="button" class="button icon-only" title={backWords(standard)} onClick={() => onChange(standard)}>
          <Icon name="close" />
          <span class="visually-hidden">{backWords(standard)}</span>
        </button>
      )}
    </div>
  );
}

/** `Back to all time`, `Back to the last 24 hours`. */
function backWords(range: TimeRange): string {
  return `Back to ${range.kind === 'all' ? '' : 'the '}${wordsOf(range).toLowerCase()}`;
}

function Choice({ words, isChosen, onChoose }: { words: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <li>
      <button type="button" aria-pressed={isChosen} onClick={onChoose}>
        {words}
      </button>
    </li>
  );
}
