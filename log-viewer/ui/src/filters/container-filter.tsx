import { useSignal } from '@preact/signals';
import { formatShort, plural } from '@monlight/shared/ui/format.ts';
import { Icon } from '@monlight/shared/ui/icon.tsx';
import { Popover } from '@monlight/shared/ui/popover.tsx';
import { RelativeTime } from '@monlight/shared/ui/relative-time.tsx';
import type { Container } from '../entry.ts';
import { containers, filter, toggleContainer } from '../view-state.ts';
import { allContainers } from './containers-state.ts';
import './container-filter.css';

/** Chooses containers; none chosen stands for all. */
export function ContainerFilter() {
  const chosen = containers.value;
  const [first] = chosen;
  const words = chosen.length > 1 ? plural(chosen.length, 'container') : (first ?? 'All containers');
  return (
    <Popover
      label="Containers"
      buttonClass="button container-button"
      button={
        <>
          <Icon name="filter" />
          <span class="visually-hidden">Containers:</span>
          <span class="container-words">{words}</span>
        </>
      }
    >
      {() => <Choices />}
    </Popover>
  );
}

/** More than this and one searches for a name rather than reads them. */
const manyNames = 10;

function Choices() {
  const wanted = useSignal('');
  const chosen = containers.value;
  const known = allContainers.data.value?.containers ?? [];
  const unknown = chosen.filter((name) => !known.some((container) => container.name === name));
  const shown = known.filter(({ name }) => name.toLowerCase().includes(wanted.value.toLowerCase()));
  return (
    <div class="container-choices">
      {known.length > manyNames && (
        <label class="field">
          <span>Find a container</span>
          <input
            class="input"
            type="search"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />
        </label>
      )}
      {byProject(shown).map(({ project, members }) => (
        <fieldset key={project}>
          <legend class={project === '' ? 'visually-hidden' : ''}>{project || 'Containers'}</legend>
          {members.map((container) => (
            <Choice key={container.name} container={container} isChosen={chosen.includes(container.name)} />
          ))}
        </fieldset>
      ))}
      {unknown.map((name) => (
        <Choice key={name} container={{ name, log_count: 0, last_log: null, following: false }} isChosen />
      ))}
      {known.length === 0 && <p class="muted">No container has written anything yet.</p>}
      {chosen.length > 0 && (
        <button type="button" class="button small" onClick={() => filter({ container: '' })}>
          All containers
        </button>
      )}
    </div>
  );
}

type Shown = Pick<Container, 'name' | 'log_count' | 'last_log' | 'following'>;

function Choice({ container, isChosen }: { container: Shown; isChosen: boolean }) {
  const { name, log_count, last_log, following } = container;
  return (
    <label class="container-choice">
      <input type="checkbox" checked={isChosen} onChange={() => toggleContainer(name)} />
      <span class="container-name">{name}</span>
      <span class="container-count">{formatShort(log_count)}</span>
      <span class="container-last">
        {following ? 'followed' : 'not followed now'}
        {last_log && (
          <>
            , last <RelativeTime iso={last_log} />
          </>
        )}
      </span>
    </label>
  );
}

/** Compose projects by name, after what belongs to none. */
function byProject(all: Container[]): { project: string; members: Container[] }[] {
  const projects = [...new Set(all.map(({ project }) => project ?? ''))].toSorted();
  return projects.map((project) => ({ project, members: all.filter((one) => (one.project ?? '') === project) }));
}
