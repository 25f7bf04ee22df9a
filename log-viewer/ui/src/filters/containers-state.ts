import { createResource } from '@monlight/shared/ui/resource.ts';
import type { Container } from '../entry.ts';

/** All containers, by name. */
export const allContainers = createResource<{ containers: Container[] }>(() => 'api/containers');
