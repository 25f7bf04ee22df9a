import type { AlertStatus } from '../../../src/alerts/schema.ts';
import { post, remove } from '@monlight/shared/ui/api.ts';
import { createResource } from '@monlight/shared/ui/resource.ts';

/** How alert mails are doing right now. */
export const alerts = createResource<AlertStatus>(() => 'api/alerts');

/** The panel's id, so that the banner can open it. */
export const alertsPanelId = 'alerts-panel';

/** Mails need three variables; with some of them set, somebody meant to have alerts. */
export function isHalfConfigured({ enabled, missing }: AlertStatus): boolean {
  return !enabled && missing.length < 3;
}

/** Sends a mail now; resolves with a sentence about it. */
export async function sendTestAlert(): Promise<{ isSent: boolean; words: string }> {
  const answer = await post('api/test-alert');
  return answer.ok ? { isSent: true, words: 'Sent. Look into your inbox.' } : { isSent: false, words: answer.detail };
}

/** Takes the failed mails off the list. Resolves with what went wrong, if anything. */
export async function dismissFailed(): Promise<string | null> {
  const answer = await remove('api/alerts/failed');
  if (!answer.ok) return answer.detail;
  await alerts.refresh();
  return null;
}
