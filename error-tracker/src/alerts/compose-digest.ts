import type { DigestContent, DigestEntry } from '../store/outbox.ts';
import { html, mailPage, type Html } from './html.ts';
import { toErrorLink, toReadableTime, type Mail } from './mail.ts';

type Section = DigestContent['projects'][number];

/** The mail that stands for all those that the hourly limit held back. */
export function composeDigest(digest: DigestContent, baseUrl: string): Mail {
  const { count, since, until, projects } = digest;
  const title = `${count} more ${count === 1 ? 'error was' : 'errors were'} held back`;
  const span = `Received between ${toReadableTime(since)} and ${toReadableTime(until)}`;
  const reason = `${span}, over the limit of mails an hour (ALERT_LIMIT_PER_HOUR).`;
  const others = count - projects.reduce((sum, section) => sum + section.count, 0);
  const rest = others > 0 ? [`And ${others} more in other projects.`] : [];
  return {
    subject: `[Monlight] ${title}`,
    text: [
      `${title}\n${reason}`,
      ...projects.map((section) => toText(section, baseUrl)),
      ...rest,
      `Open the error tracker: ${baseUrl}\n`,
    ].join('\n\n'),
    html: mailPage(title, [
      html`<p>${reason}</p>`,
      ...projects.map((section) => toHtml(section, baseUrl)),
      ...rest.map((line) => html`<p>${line}</p>`),
      html`<p><a href="${baseUrl}">Open the error tracker</a></p>`,
    ]),
  };
}

function toText(section: Section, baseUrl: string): string {
  const lines = section.alerts.map((entry) => `- ${describe(entry)}\n  ${toErrorLink(baseUrl, entry.groupId)}`);
  return [`${section.project}: ${section.count}`, ...lines, ...andMore(section)].join('\n');
}

function toHtml(section: Section, baseUrl: string): Html {
  const lines = [
    ...section.alerts.map((entry) => html`<a href="${toErrorLink(baseUrl, entry.groupId)}">${describe(entry)}</a>`),
    ...andMore(section).map((line) => html`${line}`),
  ];
  const rows = lines.map((line) => html`<tr><td style="padding:4px 0;word-break:break-word">${line}</td></tr>`);
  return html`<h2 style="margin:24px 0 4px;font-size:16px">${section.project}: ${section.count}</h2>
<table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse:collapse;font-size:15px">${rows}</table>`;
}

function describe({ kind, exceptionType, message, environment }: DigestEntry): string {
  const parts = [kind === 'reopened' ? 'Regression' : '', exceptionType, message].filter((part) => part !== '');
  return `${parts.join(': ')} (${environment})`;
}

function andMore({ count, alerts }: Section): string[] {
  return count > alerts.length ? [`and ${count - alerts.length} more`] : [];
}
