import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import './search-field.css';

const pauseMs = 250;

interface Properties {
  /** Also stands in the empty field. */
  label: string;
  value: string;
  maxLength: number;
  /** Called when the typing pauses, and at once on Enter. */
  onSearch: (text: string) => void;
}

/** A field to search in while typing. */
export function SearchField({ label, value, maxLength, onSearch }: Properties) {
  const text = useSignal(value);
  const sent = useRef(value);

  const send = (): void => {
    if (text.peek().trim() === sent.current) return;
    sent.current = text.peek().trim();
    onSearch(sent.current);
  };

  // The address changed from outside (back, "clear filters"): show that, unless it is our own echo.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    text.value = value;
  }, [value]);

  useEffect(() => {
    const timer = setTimeout(send, pauseMs);
    return () => clearTimeout(timer);
  }, [text.value]);

  return (
    <label class="search-field">
      <span class="visually-hidden">{label}</span>
      <Icon name="search" />
      <input
        class="input"
        type="search"
        placeholder={label}
        maxLength={maxLength}
        value={text.value}
        spellcheck={false}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && send()}
      />
    </label>
  );
}
