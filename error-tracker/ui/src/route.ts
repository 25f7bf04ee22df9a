import { computed } from '@preact/signals';
import { place } from '@monlight/shared/ui/router.ts';

/** Which page the address asks for. */
export type Route = { page: 'list' } | { page: 'detail'; id: string } | { page: 'none' };

/** The page to show. A group's page takes any id: whether there is such a group is for the server to say. */
export const route = computed<Route>(() => {
  const { path } = place.value;
  if (path === '' || path === 'index.html') return { page: 'list' };
  const [, id] = /^errors\/([^/]+)\/?$/.exec(path) ?? [];
  return id === undefined ? { page: 'none' } : { page: 'detail', id };
});
