import { post } from '@monlight/shared/ui/api.ts';
import { confirm } from '@monlight/shared/ui/confirm-dialog.tsx';
import { plural } from '@monlight/shared/ui/format.ts';
import { toast } from '@monlight/shared/ui/toasts.tsx';

/** Everything that can be done to groups. */
export const groupActions = {
  resolve: { words: 'Resolve', done: 'resolved', opposite: 'reopen' },
  reopen: { words: 'Reopen', done: 'reopened', opposite: 'resolve' },
  mute: { words: 'Mute', done: 'muted', opposite: 'unmute' },
  unmute: { words: 'Unmute', done: 'unmuted', opposite: 'mute' },
  delete: { words: 'Delete', done: 'deleted', opposite: null },
} as const;

/** The name of an action, as the API has it. */
export type GroupAction = keyof typeof groupActions;

/**
 * Does something to groups, after a question where it cannot be undone; says so, with a way back
 * where there is one, and calls `whenDone` after each change. False when nothing was changed.
 */
export async function act(ids: number[], action: GroupAction, whenDone: () => void): Promise<boolean> {
  if (action === 'delete' && !(await confirmDeletion(ids.length))) return false;
  const { done, opposite } = groupActions[action];
  const answer = await post<{ changed: number }>('api/errors/bulk', { ids, action });
  if (!answer.ok) {
    toast(`Not ${done}: ${answer.detail}`, { kind: 'problem' });
    return false;
  }
  toast(
    `${plural(ids.length, 'error')} ${done}`,
    opposite ? { action: { words: 'Undo', run: () => void undo(ids, opposite, whenDone) } } : {},
  );
  whenDone();
  return true;
}

async function undo(ids: number[], action: GroupAction, whenDone: () => void): Promise<void> {
  const answer = await post('api/errors/bulk', { ids, action });
  if (answer.ok) whenDone();
  else toast(`Not undone: ${answer.detail}`, { kind: 'problem' });
}

function confirmDeletion(count: number): Promise<boolean> {
  return confirm({
    title: count === 1 ? 'Delete this error?' : `Delete ${plural(count, 'error')}?`,
    text: 'All its occurrences go with it. This cannot be undone. If it happens again, it starts over as a new error.',
    action: 'Delete',
  });
}
