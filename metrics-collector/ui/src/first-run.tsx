import { useEffect } from 'preact/hooks';
import { useInterval } from '@monlight/shared/ui/auto-refresh.tsx';
import { FirstRun, Snippets, waysIn } from '@monlight/shared/ui/first-run.tsx';
import { addressOf, root } from '@monlight/shared/ui/root.ts';
import { linkTo } from '@monlight/shared/ui/services.ts';
import { isNew, metrics } from './metrics-state.ts';
import { WhatToSend } from './what-to-send.tsx';

const lookMs = 3000;

/** What to do while nothing was ever sent; `onFirst` is called when something was. */
export function NoMetricsYet({ onFirst }: { onFirst: () => void }) {
  useInterval(lookMs, () => void metrics.refresh());
  useEffect(() => () => void (isNew.peek() || onFirst()), []);
  const ways = waysIn(firstPoints(addressOf('api/metrics')), { errors: linkTo('errors'), metrics: root.href });
  return (
    <FirstRun title="No metrics yet" waiting="Waiting for the first point…">
      <p>
        Send the first points from a terminal, or let your application measure by itself. They show here on their own.
      </p>
      <Snippets all={ways} />
      <WhatToSend />
    </FirstRun>
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
