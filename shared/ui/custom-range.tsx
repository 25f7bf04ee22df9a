import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { type TimeRange, toFieldText } from './time-range.ts';
import { fromWallClock, zoneName } from './zone.ts';

interface Properties {
  range: TimeRange;
  onChoose: (range: TimeRange) => void;
}

/** Chooses two moments in the chosen zone; one of them may be left open. */
export function CustomRange({ range, onChoose }: Properties) {
  const given = range.kind === 'custom' ? range : { since: null, until: null };
  const problem = useSignal('');

  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const momentOf = (name: string): number | null => {
      const value = form.get(name);
      return typeof value === 'string' ? fromWallClock(value) : null;
    };
    const [since, until] = [momentOf('since'), momentOf('until')];
    if (since === null && until === null) problem.value = 'Fill in one end at least.';
    else if (since !== null && until !== null && since >= until) problem.value = 'The end must come after the start.';
    else onChoose({ kind: 'custom', since, until });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Moment words="From" name="since" ms={given.since} />
      <Moment words="To" name="until" ms={given.until} />
      {problem.value && <p role="alert">{problem.value}</p>}
      <button type="submit" class="button">
        Apply
      </button>
    </form>
  );
}

function Moment({ words, name, ms }: { words: string; name: string; ms: number | null }) {
  return (
    <label class="field">
      <span>
        {words} ({zoneName(ms ?? Date.now())})
      </span>
      {/* Seconds and parts of them are of a span that a link or a chart has chosen, and are kept. */}
      <input class="input" type="datetime-local" name={name} step="any" defaultValue={toFieldText(ms)} />
    </label>
  );
}
