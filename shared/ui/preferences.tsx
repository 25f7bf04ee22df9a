import type { Signal } from '@preact/signals';
import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';
import { showShortcuts } from './shortcut-sheet.tsx';
import { letterShortcuts } from './shortcuts.ts';
import { theme } from './theme.ts';
import { zone, zoneName } from './zone.ts';
import './preferences.css';

const themes = [
  { value: 'system', words: 'As the system' },
  { value: 'light', words: 'Light' },
  { value: 'dark', words: 'Dark' },
] as const;

/** What a person may set for this browser: colours, the zone of all times, and whether letters are shortcuts. */
export function Preferences() {
  const zones = [
    { value: 'utc', words: 'UTC' },
    { value: 'local', words: `Local (${zoneName(Date.now(), 'local')})` },
  ] as const;
  return (
    <Popover
      label="Preferences"
      buttonClass="button quiet icon-only"
      button={
        <>
          <Icon name="settings" />
          <span class="visually-hidden">Preferences</span>
        </>
      }
    >
      {(close) => (
        <div class="preferences">
          <Choice title="Colours" name="theme" chosen={theme} options={themes} />
          <Choice title="Times" name="zone" chosen={zone} options={zones} />
          <fieldset>
            <legend>Keyboard</legend>
            <label>
              <input
                type="checkbox"
                checked={letterShortcuts.value === 'on'}
                onChange={(event) => (letterShortcuts.value = event.currentTarget.checked ? 'on' : 'off')}
              />
              Letters are shortcuts
            </label>
            <button
              type="button"
              class="button small"
              onClick={() => {
                close();
                showShortcuts();
              }}
            >
              Show all shortcuts
            </button>
          </fieldset>
        </div>
      )}
    </Popover>
  );
}

interface ChoiceProperties<Value extends string> {
  title: string;
  name: string;
  chosen: Signal<Value>;
  options: readonly { value: Value; words: string }[];
}

function Choice<Value extends string>({ title, name, chosen, options }: ChoiceProperties<Value>) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {options.map(({ value, words }) => (
        <label key={value}>
          <input type="radio" name={name} checked={chosen.value === value} onChange={() => (chosen.value = value)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
