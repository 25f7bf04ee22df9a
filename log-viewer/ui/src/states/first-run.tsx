import { useInterval } from '@monlight/shared/ui/auto-refresh.tsx';
import { FirstRun, type Snippet, Snippets } from '@monlight/shared/ui/first-run.tsx';
import { plural } from '@monlight/shared/ui/format.ts';
import { allContainers } from '../filters/containers-state.ts';
import { refreshAll } from '../refresh.ts';
import { problemOf } from './sources-problem.tsx';
import { sources } from './sources-state.ts';
import './first-run.css';

const lookMs = 3000;

/** What to do while nothing is stored: which folder is read, and which containers are followed. */
export function NoEntriesYet() {
  useInterval(lookMs, refreshAll);
  const found = sources.data.value;
  const problem = found && problemOf(found);
  return (
    <FirstRun title="No log entries yet" waiting="Waiting for the first entry…">
      {problem ? (
        <>
          <p class="first-run-problem" role="status">
            {problem.what}
          </p>
          <p>{problem.remedy}</p>
          {found.state !== 'no_match' && <Snippets all={[mount]} />}
        </>
      ) : (
        <Followed />
      )}
      {found && found.skipped.length > 0 && <Skipped all={found.skipped} />}
    </FirstRun>
  );
}

/** All is well, and the containers are silent. */
function Followed() {
  const found = sources.data.value;
  const followed = (allContainers.data.value?.containers ?? []).filter(({ following }) => following);
  return (
    <>
      <p>
        {found && (
          <>
            {plural(found.followed, 'container is', 'containers are')} followed in <code>{found.path}</code>, and what
            they write shows here by itself.
          </>
        )}
      </p>
      {followed.length > 0 && (
        <ul class="first-run-names">
          {followed.map(({ name }) => (
            <li key={name} class="badge">
              {name}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const mount: Snippet = {
  name: 'Compose',
  what: 'the lines',
  where: 'In compose.yaml',
  text: [
    'services:',
    '  log-viewer:',
    '    volumes:',
    '      - /var/lib/docker/containers:/var/lib/docker/containers:ro',
  ].join('\n'),
};

function Skipped({ all }: { all: { name: string; reason: string }[] }) {
  return (
    <div>
      <h3>Not followed</h3>
      <ul>
        {all.map(({ name, reason }) => (
          <li key={name}>
            {name}: <span class="muted">{reason}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
