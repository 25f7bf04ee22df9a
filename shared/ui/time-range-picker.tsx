import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';
import { type Span, spans, type TimeRange, toMoment, toMomentText, wordsOf } from './time-range.ts';
import './time-range-picker.css';

interface Properties {
  range: TimeRange;
  onChange: (range: TimeRange) => void;
}

/** Chooses a range: one of the usual ones with a click, or two moments in UTC. */
export function TimeRangePicker({ range, onChange }: Properties) {
  const words = wordsOf(range);
  return (
    <Popover
      label="Time range"
      buttonClass="button time-range-button"
      button={
        <>
          <Icon name="clock" />
          <span class="visually-hidden">Time range:</span>
          <span>{words}</span>
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
              <Choice words="All time" isChosen={range.kind === 'all'} onChoose={() => choose({ kind: 'all' })} />
              {(Object.keys(spans) as Span[]).map((span) => (
                <Choice
                  key={span}
                  words={spans[span].words}
                  isChosen={range.kind === 'last' && range.span === span}
                  onChoose={() => choose({ kind: 'last', span })}
                />
              ))}
            </ul>
            <CustomRange range={range} onChoose={choose} />
          </div>
        );
      }}
    </Popover>
  );
}

/** Chooses two moments in UTC, where the usual ranges stand beside it. */
export function CustomRangePicker({ range, onChange }: Properties) {
  const isCustom = range.kind === 'custom';
  return (
    <Popover
      label="Custom time range"
      buttonClass="button time-range-button"
      button={
        <>
          <Icon name="clock" />
          {isCustom && <span class="visually-hidden">Time range:</span>}
          <span>{isCustom ? wordsOf(range) : 'Custom'}</span>
        </>
      }
    >
      {(close) => (
        <div class="time-range custom">
          <CustomRange
            range={range}
            onChoose={(chosen) => {
              close();
              onChange(chosen);
            }}
          />
        </div>
      )}
    </Popover>
  );
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

function CustomRange({ range, onChoose }: { range: TimeRange; onChoose: (range: TimeRange) => void }) {
  const given = range.kind === 'custom' ? range : { since: null, until: null };
  const problem = useSignal('');

  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const momentOf = (name: string): number | null => {
      const value = form.get(name);
      return typeof value === 'string' ? toMoment(value) : null;
    };
    const [since, until] = [momentOf('since'), momentOf('until')];
    if (since === null && until === null) problem.value = 'Fill in one end at least.';
    else if (since !== null && until !== null && since >= until) problem.value = 'The end must come after the start.';
    else onChoose({ kind: 'custom', since, until });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Moment label="From (UTC)" name="since" ms={given.since} />
      <Moment label="To (UTC)" name="until" ms={given.until} />
      {problem.value && <p role="alert">{problem.value}</p>}
      <button type="submit" class="button">
        Apply
      </button>
    </form>
  );
}

function Moment({ label, name, ms }: { label: string; name: string; ms: number | null }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input class="input" type="datetime-local" name={name} defaultValue={toMomentText(ms).replace('Z', '')} />
    </label>
  );
}
