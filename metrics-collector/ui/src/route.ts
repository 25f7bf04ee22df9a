import { computed } from '@preact/signals';
import { place } from '@monlight/shared/ui/router.ts';

/** The page that the address asks for. */
export const page = computed<'overview' | 'explorer' | 'none'>(() => {
  const { path } = place.value;
  if (path === '' || path === 'index.html') return 'overview';
  return path === 'explore' ? 'explorer' : 'none';
});
