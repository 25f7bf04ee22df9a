import { createResource } from '@monlight/shared/ui/resource.ts';
import type { Sources } from '../entry.ts';

/** Where entries come from. */
export const sources = createResource<Sources>(() => 'api/sources');
