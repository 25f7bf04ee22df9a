import { withoutSlashes } from '@monlight/shared/config';

/** A mail without its addresses. */
export interface Mail {
  subject: string;
  text: string;
  html: string;
}

/** The address of one error's page. */
export function toErrorLink(baseUrl: string, groupId: number): string {
  return `${withoutSlashes(baseUrl)}/errors/${groupId}`;
}

/** Milliseconds → `2026-01-23 15:30:00 UTC`. */
export function toReadableTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
