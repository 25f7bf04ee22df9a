import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import './toasts.css';

interface Options {
  kind?: 'done' | 'problem';
  /** A button in the message, such as Undo. */
  action?: { words: string; run: () => void };
}

interface Toast extends Options {
  id: number;
  text: string;
}

const toasts = signal<Toast[]>([]);
const lifetimeMs = 7000;
let lastId = 0;

/** Tells what just happened, without taking the focus. Problems stay until they are closed. */
export function toast(text: string, options: Options = {}): void {
  lastId += 1;
  toasts.value = [...toasts.value.slice(-2), { id: lastId, text, ...options }];
}

function close(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id);
}

/** The messages, newest last; read out politely. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((shown) => (
        <ToastCard key={shown.id} {...shown} />
      ))}
    </div>
  );
}

function ToastCard({ id, text, kind = 'done', action }: Toast) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (kind === 'problem') return;
    // It stays while a pointer or the focus is on it.
    const timer = setInterval(() => {
      if (!card.current?.matches(':hover, :focus-within')) close(id);
    }, lifetimeMs);
    return () => clearInterval(timer);
  }, [id, kind]);

  return (
    <div ref={card} class={`toast ${kind}`}>
      <Icon name={kind === 'problem' ? 'alert' : 'check'} />
      <p>{text}</p>
      {action && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            close(id);
            action.run();
          }}
        >
          {action.words}
        </button>
      )}
      <button type="button" class="button quiet small" onClick={() => close(id)}>
        <Icon name="close" />
        <span class="visually-hidden">Close message</span>
      </button>
    </div>
  );
}
