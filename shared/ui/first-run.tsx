import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { CopyButton } from './copy-button.tsx';
import { type Addresses, nodeLines, pythonLines } from './sdk-lines.ts';
import './first-run.css';

/** Lines to paste somewhere. */
export interface Snippet {
  /** On its tab. */
  name: string;
  /** What it is, for the button that copies it: "the command". */
  what: string;
  /** Where to paste it. */
  where: string;
  text: string;
  /** What one must know besides. */
  note?: ComponentChildren;
}

interface Properties {
  title: string;
  /** What is waited for. */
  waiting: string;
  children: ComponentChildren;
}

/** What stands on a page while there was never anything to show on it. */
export function FirstRun({ title, waiting, children }: Properties) {
  return (
    <section class="panel first-run">
      <h2>{title}</h2>
      {children}
      <p class="first-run-waiting" role="status">
        {waiting}
      </p>
    </section>
  );
}

/** Lines to paste, one way of several at a time. */
export function Snippets({ all }: { all: [Snippet, ...Snippet[]] }) {
  const chosen = useSignal(all[0].name);
  const { where, what, text, note } = all.find(({ name }) => name === chosen.value) ?? all[0];
  return (
    <div>
      {all.length > 1 && (
        <div class="first-run-ways" role="group" aria-label="From where">
          {all.map(({ name }) => (
            <button
              key={name}
              type="button"
              class="button small"
              aria-pressed={name === chosen.value}
              onClick={() => (chosen.value = name)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <div class="first-run-command">
        <div>
          <span class="muted">{where}</span>
          <CopyButton text={text} what={what} />
        </div>
        <pre data-keys="" tabIndex={0} aria-label={where}>
          {text}
        </pre>
      </div>
      {note && <p class="first-run-note">{note}</p>}
    </div>
  );
}

/** From a terminal with `command`, or from an application with an SDK. */
export function waysIn(command: string, addresses: Addresses): [Snippet, ...Snippet[]] {
  return [
    {
      name: 'curl',
      what: 'the command',
      where: 'In a terminal',
      text: command,
      note: (
        <>
          With your key in <code>API_KEY</code>.
        </>
      ),
    },
    {
      name: 'Node',
      what: 'the lines',
      where: 'npm install @monlight/node',
      text: nodeLines(addresses),
      note: (
        <>
          For Fastify; Express is the same. With the <code>INGEST_API_KEY</code> of the server, which may only send, in{' '}
          <code>MONLIGHT_API_KEY</code>.
        </>
      ),
    },
    {
      name: 'Python',
      what: 'the lines',
      where: 'pip install monlight',
      text: pythonLines(addresses),
      note: (
        <>
          For FastAPI; Flask, Django and others are alike. With the <code>INGEST_API_KEY</code> of the server, which may
          only send, in place of <code>choose-a-long-one</code>.
        </>
      ),
    },
  ];
}
