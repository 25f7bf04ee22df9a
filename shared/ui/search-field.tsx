import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
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
  /** The field's id, to focus it from elsewhere. */
  id?: string;
  /** Why the server does not take this text. */
  problem?: string | undefined;
}

/** A field to search in while typing. */
export function SearchField({ label, value, maxLength, onSearch, id, problem }: Properties) {
  const problemId = useId();
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
        id={id}
        class="input"
        type="search"
        placeholder={label}
        maxLength={maxLength}
        value={text.value}
        spellcheck={false}
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={problem ? problemId : undefined}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && send()}
      />
      {problem && (
        <span id={problemId} class="search-problem" role="alert">
          {problem}
        </span>
      )}
    </label>
  );
}
