import { Banner } from '@monlight/shared/ui/banner.tsx';
import { plural } from '@monlight/shared/ui/format.ts';
import { openPopover } from '@monlight/shared/ui/popover.tsx';
import { alerts, alertsPanelId, isHalfConfigured } from './alerts-state.ts';

/** Above the list when alert mails do not do what somebody expects of them. */
export function AlertsBanner() {
  const state = alerts.data.value;
  if (!state) return null;
  if (state.failed.length > 0) {
    return (
      <Banner kind="danger">
        <p>{plural(state.failed.length, 'alert mail')} could not be sent.</p>
        <Show />
      </Banner>
    );
  }
  if (!isHalfConfigured(state)) return null;
  return (
    <Banner kind="warning">
      <p>Alert mails are off: {state.missing.join(' and ')} not set.</p>
      <Show />
    </Banner>
  );
}

function Show() {
  return (
    <button type="button" class="link-button" onClick={() => openPopover(alertsPanelId)}>
      Show details
    </button>
  );
}
