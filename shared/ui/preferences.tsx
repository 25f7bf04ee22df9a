import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';
import { letterShortcuts } from './shortcuts.ts';
import { theme } from './theme.ts';
import './preferences.css';

const themes = [
  { value: 'system', words: 'As the system' },
  { value: 'light', words: 'Light' },
  { value: 'dark', words: 'Dark' },
] as const;

/** What a person may set for this browser: colours, and whether letters are shortcuts. */
export function Preferences() {
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
      {() => (
        <div class="preferences">
          <fieldset>
            <legend>Colours</legend>
            {themes.map(({ value, words }) => (
              <label key={value}>
                <input
                  type="radio"
                  name="theme"
                  checked={theme.value === value}
                  onChange={() => (theme.value = value)}
                />
                {words}
              </label>
            ))}
          </fieldset>
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
          </fieldset>
        </div>
      )}
    </Popover>
  );
}
