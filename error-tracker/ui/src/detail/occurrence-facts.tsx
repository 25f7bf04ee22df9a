import type { ComponentChildren } from 'preact';
import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { isId } from '@monlight/shared/ui/is-id.ts';
import { JsonView } from '@monlight/shared/ui/json-view.tsx';
import type { Occurrence } from '../group.ts';

/** What else the report said: request, user, headers and extra data. */
export function OccurrenceFacts({ occurrence }: { occurrence: Occurrence }) {
  const { request_method, request_url, user_id, request_headers, extra } = occurrence;
  const hasRequest = request_url !== null || request_method !== null;
  const headers = Object.entries(request_headers ?? {});
  const isEmpty = !hasRequest && user_id === null && headers.length === 0 && extra === null;
  return (
    <div class="panel occurrence-facts">
      {isEmpty && <p class="muted">No request, user or extra data came with this report.</p>}
      {hasRequest && (
        <Section title="Request" tools={request_url !== null && <CopyButton text={request_url} what="the address" />}>
          <p class="mono">
            {request_method !== null && <strong>{request_method} </strong>}
            {request_url !== null && <Address text={request_url} />}
          </p>
        </Section>
      )}
      {user_id !== null && (
        <Section title="User">
          <p class="mono">
            {user_id} <CopyButton text={user_id} what="the user’s id" isBare />
          </p>
        </Section>
      )}
      {headers.length > 0 && (
        <Section title="Headers" tools={<CopyButton text={() => toText(request_headers)} what="the headers" />}>
          <table class="headers mono">
            <tbody>
              {headers.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    {typeof value === 'string' ? value : toText(value)}
                    {isId(name) && typeof value === 'string' && <CopyButton text={value} what={name} isBare />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
      {extra !== null && (
        <Section title="Extra" tools={<CopyButton text={() => toText(extra)} what="the extra data" />}>
          <JsonView key={occurrence.id} value={extra} />
        </Section>
      )}
    </div>
  );
}

function Section({
  title,
  tools,
  children,
}: {
  title: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section>
      <div class="occurrence-facts-head">
        <h3>{title}</h3>
        {tools}
      </div>
      {children}
    </section>
  );
}

/** Only what is plainly a web address becomes a link: reports are not to be trusted. */
function Address({ text }: { text: string }) {
  if (!/^https?:\/\//i.test(text)) return <>{text}</>;
  return (
    <a href={text} rel="noreferrer noopener" target="_blank">
      {text}
    </a>
  );
}

function toText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
