import type { Alert, AlertContent, AlertKind } from '../store/outbox.ts';
import { composeDigest } from './compose-digest.ts';
import { firstCharacters, toOneLine } from './cut.ts';
import { factTable, html, mailPage, type Html } from './html.ts';
import { toErrorLink, toReadableTime, type Mail } from './mail.ts';

/** How much of the message the subject shows. */
const SUBJECT_CHARACTERS = 50;

/** The mail that an alert is. `baseUrl` is where people reach the error tracker. */
export function compose(alert: Alert, baseUrl: string): Mail {
  if (alert.kind === 'digest') return composeDigest(alert.content, baseUrl);
  return composeError(alert.kind, alert.content, toErrorLink(baseUrl, alert.groupId));
}

/** A mail that only shows that mails arrive. */
export function composeTest(baseUrl: string): Mail {
  const sentence = 'Alerts work: new errors, and resolved ones that come back, are mailed to this address.';
  return {
    subject: '[Monlight] Test alert',
    text: `${sentence}\n\nOpen the error tracker: ${baseUrl}\n`,
    html: mailPage('Test alert', [html`<p>${sentence}</p><p><a href="${baseUrl}">Open the error tracker</a></p>`]),
  };
}

function composeError(kind: AlertKind, content: AlertContent, link: string): Mail {
  const { project, environment, traceback } = content;
  const headline =
    kind === 'reopened'
      ? `Regression in ${project} (${environment}): a resolved error is back`
      : `New error in ${project} (${environment})`;
  const facts = toFacts(content);
  return {
    subject: toSubject(kind, content),
    text: [
      headline,
      facts.map(([name, value]) => `${`${name}:`.padEnd(14)}${value}`).join('\n'),
      `Open the error: ${link}`,
      traceback,
    ].join('\n\n'),
    html: mailPage(headline, [
      factTable(facts),
      html`<p style="margin:16px 0"><a href="${link}">Open the error</a></p>`,
      ...(traceback === '' ? [] : [toTraceback(traceback)]),
    ]),
  };
}

function toSubject(kind: AlertKind, { project, exceptionType, message }: AlertContent): string {
  const parts = [exceptionType, firstCharacters(message, SUBJECT_CHARACTERS)].filter((part) => part !== '');
  if (kind === 'reopened') parts.unshift('Regression');
  return toOneLine(`[${project}] ${parts.join(': ')}`);
}

function toFacts(content: AlertContent): [name: string, value: string][] {
  const facts: [string, string][] = [
    ['Project', content.project],
    ['Environment', content.environment],
    ['Type', content.exceptionType],
    ['Message', content.message],
    ['Request', [content.requestMethod, content.requestUrl].filter(Boolean).join(' ')],
    ['Time', toReadableTime(content.timestamp)],
  ];
  return facts.filter(([, value]) => value !== '');
}

function toTraceback(traceback: string): Html {
  const frame = 'margin:0;padding:12px;border:1px solid #808080;border-radius:4px';
  const font = 'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px';
  return html`<pre style="${frame};${font};white-space:pre-wrap;word-break:break-word">${traceback}</pre>`;
}
