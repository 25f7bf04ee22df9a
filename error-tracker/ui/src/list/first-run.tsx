import { CopyButton } from '@monlight/shared/ui/copy-button.tsx';
import { addressOf } from '@monlight/shared/ui/root.ts';
import '@monlight/shared/ui/first-run.css';

/** What to do while nothing was ever reported. */
export function FirstRun() {
  const command = firstReport(addressOf('api/errors'));
  return (
    <section class="panel first-run">
      <h2>No errors yet</h2>
      <p>
        Send the first one from a terminal, with your key in <code>API_KEY</code>. It shows here by itself.
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
      <p class="first-run-waiting" role="status">
        Waiting for the first error…
      </p>
    </section>
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
