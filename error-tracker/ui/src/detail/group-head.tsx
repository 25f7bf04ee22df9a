import { ClampedText } from '@monlight/shared/ui/clamped-text.tsx';
import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { addressOf } from '@monlight/shared/ui/root.ts';
import { navigate } from '@monlight/shared/ui/router.ts';
import { act, type GroupAction, groupActions } from '../group-actions.ts';
import { GroupBadges } from '../group-badges.tsx';
import type { GroupDetail } from '../group.ts';
import { listState } from '../list/list-state.ts';
import { group as resource } from './detail-state.ts';

/** What it is, in which state, and what can be done about it. */
export function GroupHead({ group }: { group: GroupDetail }) {
  return (
    <header class="group-head">
      <p class="group-head-badges">
        <GroupBadges group={group} />
      </p>
      <h1 tabIndex={-1}>{group.exception_type}</h1>
      {group.message !== '' && (
        <div class="group-head-message">
          <div>
            <ClampedText text={group.message} manyCharacters={280} manyLines={4} what="message" />
          </div>
          <CopyButton text={group.message} what="the message" isBare />
        </div>
      )}
      <Actions group={group} />
    </header>
  );
}

function Actions({ group }: { group: GroupDetail }) {
  const change = (action: GroupAction): Promise<boolean> =>
    act([group.id], action, () => {
      if (action === 'delete') navigate(listState.href(), { replace: true });
      else void resource.refresh();
    });
  const button = (action: GroupAction, kind = '') => (
    <button type="button" class={`button ${kind}`} onClick={() => void change(action)}>
      {groupActions[action].words}
    </button>
  );
  return (
    <div class="group-head-actions">
      {group.resolved ? button('reopen') : button('resolve', 'primary')}
      {button(group.muted ? 'unmute' : 'mute')}
      <CopyButton text={addressOf(`errors/${group.id}`)} what="to this error" words="Copy link" />
      {button('delete', 'danger')}
    </div>
  );
}
