import { useEffect } from 'preact/hooks';
import { useInterval } from '@monlight/shared/ui/auto-refresh.tsx';
import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { addressOf } from '@monlight/shared/ui/root.ts';
import { isNew, metrics } from './metrics-state.ts';
import { WhatToSend } from './what-to-send.tsx';
import '@monlight/shared/ui/first-run.css';

const lookMs = 3000;

/** What to do while nothing was ever sent; `onFirst` is called when something was. */
export function FirstRun({ onFirst }: { onFirst: () => void }) {
  useInterval(lookMs, () => void metrics.refresh());
  useEffect(() => () => void (isNew.peek() || onFirst()), []);
  const command = firstPoints(addressOf('api/metrics'));
  return (
    <section class="panel first-run">
      <h2>No metrics yet</h2>
      <p>
        Send the first points from a terminal, with your key in <code>API_KEY</code>. They show here by themselves.
      </p>
      <div class="first-run-command">
        <div>
          <span class="muted">In a terminal</span>
          <CopyButton text={command} what="the command" />
        </div>
        <pre data-keys="" tabIndex={0}>
          {command}
        </pre>
      </div>
      <WhatToSend />
      <p class="first-run-waiting" role="status">
        Waiting for the first point…
      </p>
    </section>
  );
}

/** A line for the shell that sends one request's points; the shell puts the key in. */
function firstPoints(address: string): string {
  const labels = { method: 'GET', endpoint: '/hello', status: '200' };
  const points = [
    { name: 'http_requests_total', type: 'counter', value: 1, labels },
    { name: 'http_request_duration_seconds', type: 'histogram', value: 0.042, labels },
  ];
  const lines = points.map((point) => `    ${JSON.stringify(point).replace('"labels"', '\n     "labels"')}`);
  return [
    `curl ${address} \\`,
    `  -H "X-API-Key: $API_KEY" \\`,
    `  -d '{"metrics": [`,
    lines.join(',\n'),
    `  ]}'`,
  ].join('\n');
}
