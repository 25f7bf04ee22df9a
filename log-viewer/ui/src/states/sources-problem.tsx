import type { ComponentChildren } from 'preact';
import type { Sources } from '../entry.ts';

/** What is wrong with the place that entries come from, and what to do; nothing when all is well. */
export function problemOf({ state, path }: Sources): { what: ComponentChildren; remedy: ComponentChildren } | null {
  const folder = <code>{path}</code>;
  switch (state) {
    case 'ok':
      return null;
    case 'missing':
      return {
        what: <>There is no folder {folder}.</>,
        remedy: (
          <>
            Mount Docker’s folder of containers into this one, read-only, or name another in <code>LOG_SOURCES</code>.
          </>
        ),
      };
    case 'unreadable':
      return {
        what: <>The folder {folder} may not be read.</>,
        remedy: <>Docker’s logs belong to root: run this container as root, with the folder mounted read-only.</>,
      };
    case 'empty':
      return {
        what: <>There is no container in {folder}.</>,
        remedy: (
          <>
            Check that it is the folder of the Docker that runs your containers, and that these use the{' '}
            <code>json-file</code> log driver.
          </>
        ),
      };
    case 'no_match':
      return {
        what: <>No container in {folder} is one to follow.</>,
        remedy: (
          <>
            Check the names in <code>CONTAINERS</code>. Without it every container is followed.
          </>
        ),
      };
  }
}
