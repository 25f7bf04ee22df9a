import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { letterShortcuts, presentShortcuts, type Shortcut } from './shortcuts.ts';
import './dialog.css';
import './shortcut-list.css';

/** What browsers do by themselves on all pages. */
const everywhere = [
  { keys: ['Tab'], words: 'To the next link, button or field' },
  { keys: ['Escape'], words: 'Close what is open' },
];

/** Every shortcut of the page as it is now, in a dialog. */
export function ShortcutList({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const isOff = letterShortcuts.value === 'off';
  return (
    <dialog
      ref={dialog}
      class="dialog shortcut-list"
      aria-labelledby="shortcuts-title"
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
    >
      <div class="shortcut-list-head">
        <h2 id="shortcuts-title">Keyboard shortcuts</h2>
        <button type="button" class="button quiet icon-only" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
          <span class="visually-hidden">Close</span>
        </button>
      </div>
      {isOff && <p>Letters and signs are switched off in the preferences.</p>}
      <dl>
        {[...presentShortcuts().toSorted(byPlace), ...everywhere].map(({ keys, words }) => (
          <div key={words} class={isOff && keys.every((key) => key.length === 1) ? 'off' : ''}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ' or '}
                  <kbd>{names[key] ?? key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}

/** What opens this list comes after what belongs to the page. */
function byPlace(one: Shortcut, other: Shortcut): number {
  return Number(one.keys[0] === '?') - Number(other.keys[0] === '?');
}

const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' };
