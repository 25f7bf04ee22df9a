import { FirstRun, Snippets, waysIn } from '@monlight/shared/ui/first-run.tsx';
import { addressOf, root } from '@monlight/shared/ui/root.ts';
import { linkTo } from '@monlight/shared/ui/services.ts';

/** What to do while nothing was ever reported. */
export function NoErrorsYet() {
  const ways = waysIn(firstReport(addressOf('api/errors')), { errors: root.href, metrics: linkTo('metrics') });
  return (
    <FirstRun title="No errors yet" waiting="Waiting for the first error…">
      <p>Send the first one from a terminal, or let your application report by itself. It shows here on its own.</p>
      <Snippets all={ways} />
    </FirstRun>
  );
}

/** A line for the shell that reports an error; the shell puts the key in. */
function firstReport(address: string): string {
  const report = {
    project: 'my-app',
    exception_type: 'ValueError',
    message: 'Hello from Monlight',
    traceback: 'File "/app/main.py", line 5, in main\n    raise ValueError(greeting)',
  };
  return [
    `curl ${address} \\`,
    `  -H "X-API-Key: $API_KEY" \\`,
    `  -d '${JSON.stringify(report, null, 2).replaceAll('\n', '\n  ')}'`,
  ].join('\n');
}
