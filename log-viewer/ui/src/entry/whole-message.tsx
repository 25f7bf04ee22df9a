import { useSignal } from '@preact/signals';
import { formatCount } from '@monlight/shared/ui/format.ts';
import { JsonView } from '@monlight/shared/ui/json-view.tsx';
import { trimCharacter } from '../../../src/search/trim-character.ts';
import { LogText } from '../text/log-text.tsx';

/** More than one reads without asking for it. */
const mostLines = 80;
const mostCharacters = 12_000;

/** A message with all its lines; a very long one shows its beginning first. */
export function WholeMessage({ message, json }: { message: string; json: Record<string, unknown> | null }) {
  const isWhole = useSignal(false);
  if (json) {
    return (
      <div class="entry-whole">
        <JsonView value={json} show={(text) => <LogText text={text} />} />
      </div>
    );
  }
  const text = trimCharacter(message, '\n', 'end');
  const lines = text.split('\n');
  const start = lines.slice(0, mostLines).join('\n').slice(0, mostCharacters);
  const isLong = start.length < text.length;
  return (
    <>
      <pre class="entry-whole">
        <LogText text={isLong && !isWhole.value ? start : message} />
      </pre>
      {isLong && (
        <button type="button" class="link-button entry-rest" onClick={() => (isWhole.value = !isWhole.value)}>
          {isWhole.value ? 'Show less' : restWords(lines.length, message.length)}
        </button>
      )}
    </>
  );
}

function restWords(lines: number, characters: number): string {
  return lines > mostLines ? `Show all ${formatCount(lines)} lines` : `Show all ${formatCount(characters)} characters`;
}
