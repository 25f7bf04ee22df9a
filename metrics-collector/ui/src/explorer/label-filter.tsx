import { useSignal } from '@preact/signals';
import { formatCount, plural } from '@monlight/shared/ui/format.ts';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { Popover } from '@monlight/shared/ui/popover.tsx';
import type { Label } from '../wire.ts';
import { chosenLabels, filterByLabel, labels } from './explorer-state.ts';
import './label-filter.css';

/** Narrows the metric to labels; each chosen one can be taken away again. */
export function LabelFilter() {
  return (
    <>
      <Popover
        label="Filter by label"
        buttonClass="button label-button"
        button={
          <>
            <Icon name="filter" />
            Filter
          </>
        }
      >
        {(close) => <Choices close={close} />}
      </Popover>
      {chosenLabels.value.map(([key, value]) => (
        <button key={key} type="button" class="button label-chip" onClick={() => filterByLabel(key, null)}>
          <span class="label-chip-text">
            <span class="muted">{key}:</span> {value || '(empty)'}
          </span>
          <Icon name="close" />
          <span class="visually-hidden">Remove filter</span>
        </button>
      ))}
    </>
  );
}

/** More values than this and one types rather than reads. */
const manyValues = 8;
const mostShown = 100;

function Choices({ close }: { close: () => void }) {
  const wanted = useSignal('');
  const known = labels.data.value?.labels ?? [];
  const hasMany = known.reduce((sum, { values }) => sum + values.length, 0) > manyValues;
  return (
    <div class="label-choices">
      {hasMany && (
        <label class="field">
          <span>Find a value</span>
          <input
            class="input"
            type="search"
            spellcheck={false}
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />
        </label>
      )}
      {known.map((label) => (
        <Values key={label.key} label={label} wanted={wanted.value.toLowerCase()} close={close} />
      ))}
      {known.length === 0 && <p class="muted">This metric has no labels.</p>}
    </div>
  );
}

function Values({ label: { key, values }, wanted, close }: { label: Label; wanted: string; close: () => void }) {
  const found = values.filter(({ value }) => value.toLowerCase().includes(wanted));
  const chosen = chosenLabels.value.find(([other]) => other === key)?.[1];
  if (found.length === 0) return null;
  return (
    <fieldset>
      <legend>{key}</legend>
      {found.slice(0, mostShown).map(({ value, series }) => (
        <button
          key={value}
          type="button"
          class="label-choice"
          aria-pressed={value === chosen}
          title={plural(series, 'series', 'series')}
          onClick={() => {
            close();
            filterByLabel(key, value === chosen ? null : value);
          }}
        >
          <span>{value || '(empty)'}</span>
          <span class="label-count">
            {formatCount(series)}
            <span class="visually-hidden"> series</span>
          </span>
        </button>
      ))}
      {found.length > mostShown && (
        <p class="muted">And {formatCount(found.length - mostShown)} more: type a part of it.</p>
      )}
    </fieldset>
  );
}
