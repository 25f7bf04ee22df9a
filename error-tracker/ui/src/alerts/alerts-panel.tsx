import { useSignal } from '@preact/signals';
import type { AlertStatus } from '../../../src/alerts/schema.ts';
import { useEffect } from 'preact/hooks';
import { useInterval } from '@monlight/shared/ui/auto-refresh.tsx';
import { plural } from '@monlight/shared/ui/format.ts';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { Popover } from '@monlight/shared/ui/popover.tsx';
import { alerts, alertsPanelId, isHalfConfigured, sendTestAlert } from './alerts-state.ts';
import { FailedAlerts } from './failed-alerts.tsx';
import './alerts-panel.css';

/** The header's button about alert mails, and the panel it opens. */
export function AlertsPanel() {
  useInterval(60_000, () => void alerts.refresh());
  const state = alerts.data.value;
  const needsCare = state && (state.failed.length > 0 || isHalfConfigured(state));
  return (
    <Popover
      id={alertsPanelId}
      label="Alert mails"
      buttonClass="button quiet"
      button={
        <>
          <span class="alerts-bell">
            <Icon name="bell" />
            {needsCare && (
              <span class="alerts-mark" aria-hidden="true">
                !
              </span>
            )}
          </span>
          <span class="narrow-hidden">Alerts</span>
          {needsCare && <span class="visually-hidden"> need attention</span>}
        </>
      }
    >
      {() => <Panel />}
    </Popover>
  );
}

function Panel() {
  useEffect(() => void alerts.refresh(), []);
  const state = alerts.data.value;
  return (
    <div class="alerts-panel">
      <h2>Alert mails</h2>
      {state ? <State state={state} /> : <p class="muted">{alerts.failure.value?.detail ?? 'Loading…'}</p>}
      <TestAlert />
      {state && state.failed.length > 0 && <FailedAlerts failed={state.failed} />}
    </div>
  );
}

function State({ state: { enabled, missing, pending, held } }: { state: AlertStatus }) {
  return (
    <>
      {enabled ? (
        <p class="alerts-state on">
          <Icon name="check" /> On: for every new error and every one that comes back.
        </p>
      ) : (
        <p class="alerts-state">
          <Icon name="alert" />
          <span>
            Off. Not set:{' '}
            {missing.map((name, index) => (
              <span key={name}>
                {index > 0 && ', '}
                <code>{name}</code>
              </span>
            ))}
          </span>
        </p>
      )}
      {pending > 0 && <p class="muted">{plural(pending, 'mail')} waiting to be sent.</p>}
      {held > 0 && <p class="muted">{plural(held, 'mail')} over the hourly limit, to come as one digest.</p>}
    </>
  );
}

function TestAlert() {
  const isSending = useSignal(false);
  const result = useSignal<Awaited<ReturnType<typeof sendTestAlert>> | null>(null);

  const send = async (): Promise<void> => {
    if (isSending.value) return;
    isSending.value = true;
    result.value = null;
    result.value = await sendTestAlert();
    isSending.value = false;
  };

  return (
    <div class="alerts-test">
      <button type="button" class="button" aria-disabled={isSending.value} onClick={() => void send()}>
        {isSending.value ? 'Sending…' : 'Send test alert'}
      </button>
      <p role="status" class={result.value?.isSent ? 'sent' : 'not-sent'}>
        {result.value?.words}
      </p>
    </div>
  );
}
