import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import './dialog.css';
import './confirm-dialog.css';

interface Question {
  title: string;
  /** What the answer leads to. */
  text: string;
  /** The words on the button that does it. */
  action: string;
}

const pending = signal<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** Asks before something that cannot be taken back. */
export function confirm(question: Question): Promise<boolean> {
  pending.value?.answer(false);
  return new Promise((resolve) => {
    pending.value = {
      ...question,
      answer: (yes) => {
        pending.value = null;
        resolve(yes);
      },
    };
  });
}

/** The dialog that `confirm` opens: the browser's own, so it holds the focus and closes with Escape. */
export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const question = pending.value;

  useEffect(() => {
    if (question) dialog.current?.showModal();
  }, [question]);

  if (!question) return null;
  return (
    <dialog
      ref={dialog}
      class="dialog confirm-dialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-text"
      onClose={() => question.answer(dialog.current?.returnValue === 'yes')}
    >
      <form method="dialog">
        <h2 id="confirm-title">{question.title}</h2>
        <p id="confirm-text">{question.text}</p>
        <div class="confirm-actions">
          {/* First, so that Enter by mistake does no harm. */}
          <button type="submit" class="button" value="no">
            Cancel
          </button>
          <button type="submit" class="button primary danger" value="yes">
            {question.action}
          </button>
        </div>
      </form>
    </dialog>
  );
}
