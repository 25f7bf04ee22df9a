import { Link } from '@monlight/shared/ui/link.tsx';
import { RelativeTime } from '@monlight/shared/ui/relative-time.tsx';
import { toast } from '@monlight/shared/ui/toasts.tsx';
import type { FailedAlert } from '../../../src/alerts/schema.ts';
import { dismissFailed } from './alerts-state.ts';

/** The mails that nobody got, with the provider's own words. */
export function FailedAlerts({ failed }: { failed: FailedAlert[] }) {
  return (
    <section class="failed-alerts" aria-label="Mails that could not be sent">
      <div>
        <h2>Could not be sent</h2>
        <button type="button" class="button small" onClick={() => void dismiss()}>
          Dismiss all
        </button>
      </div>
      <ul>
        {failed.map(({ id, group_id, subject, detail, failed_at }) => (
          <li key={id}>
            {group_id === null ? <strong>{subject}</strong> : <Link href={`errors/${group_id}`}>{subject}</Link>}
            <p>{detail}</p>
            <p class="muted">
              <RelativeTime iso={failed_at} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function dismiss(): Promise<void> {
  const problem = await dismissFailed();
  if (problem !== null) toast(`Not dismissed: ${problem}`, { kind: 'problem' });
}
