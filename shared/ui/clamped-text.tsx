import { useSignal } from '@preact/signals';
import { isPrinting } from './is-printing.ts';
import './clamped-text.css';

interface Properties {
  text: string;
  /** Longer than this, or on more than `manyLines` lines, it is cut. */
  manyCharacters: number;
  manyLines: number;
  /** What is cut, for the button: "message". */
  what: string;
}

/** Text that may be very long: its beginning, and the rest on demand. */
export function ClampedText({ text, manyCharacters, manyLines, what }: Properties) {
  const isWhole = useSignal(false);
  const isLong = text.length > manyCharacters || text.split('\n', manyLines + 1).length > manyLines;
  return (
    <>
      <div class={isLong && !isWhole.value && !isPrinting.value ? 'clamped-text cut' : 'clamped-text'}>{text}</div>
      {isLong && (
        <button
          type="button"
          class="link-button"
          aria-expanded={isWhole.value}
          onClick={() => (isWhole.value = !isWhole.value)}
        >
          {isWhole.value ? 'Show less' : `Show whole ${what}`}
        </button>
      )}
    </>
  );
}
