import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { copyText } from './copy.ts';
import { Icon } from './icon.tsx';
import { toast } from './toasts.tsx';
import './copy-button.css';

const confirmationMs = 2000;

interface Properties {
  text: string | (() => string);
  /** What is copied, for assistive technology: "Copy the traceback". */
  what: string;
  /** On the button. */
  words?: string;
  /** Beside a short text the icon says enough. */
  isBare?: boolean;
}

/** Copies `text`, and says so in its own place. */
export function CopyButton({ text, what, words = 'Copy', isBare = false }: Properties) {
  const copies = useSignal(0);
  const isFresh = useSignal(false);

  useEffect(() => {
    if (copies.value === 0) return;
    isFresh.value = true;
    const timer = setTimeout(() => (isFresh.value = false), confirmationMs);
    return () => clearTimeout(timer);
  }, [copies.value]);

  const copy = async (): Promise<void> => {
    if (await copyText(typeof text === 'string' ? text : text())) copies.value += 1;
    else toast('The browser does not allow copying.', { kind: 'problem' });
  };

  return (
    <button
      type="button"
      class={`button small ${isBare ? 'quiet copy-bare' : 'copy-button'}`}
      title={isBare ? `Copy ${what}` : undefined}
      onClick={() => void copy()}
    >
      <Icon name={isFresh.value ? 'check' : 'copy'} />
      <span aria-live="polite" class={isBare ? 'visually-hidden' : ''}>
        {isFresh.value ? 'Copied' : words}
      </span>
      <span class="visually-hidden"> {what}</span>
    </button>
  );
}
