import { Badge } from '@monlight/shared/ui/badge.tsx';
import { RelativeTime } from '@monlight/shared/ui/relative-time.tsx';
import type { Group } from './group.ts';

interface Properties {
  group: Pick<Group, 'project' | 'environments' | 'environment' | 'resolved' | 'reopened_at' | 'muted'>;
  /** In a list most are open: only what is not is said. */
  hidesOpen?: boolean;
}

const mostEnvironments = 3;

/** Where a group belongs and in which state it is. */
export function GroupBadges({ group, hidesOpen = false }: Properties) {
  const environments = group.environments.length > 0 ? group.environments : [group.environment];
  const hidden = environments.slice(mostEnvironments);
  return (
    <>
      <Badge>{group.project}</Badge>
      {environments.slice(0, mostEnvironments).map((name) => (
        <Badge key={name}>{name}</Badge>
      ))}
      {hidden.length > 0 && <Badge>+{hidden.length}</Badge>}
      {group.resolved && <Badge kind="success">Resolved</Badge>}
      {!group.resolved && group.reopened_at !== null && (
        <Badge kind="danger">
          Came back <RelativeTime iso={group.reopened_at} />
        </Badge>
      )}
      {group.muted && <Badge kind="warning">Muted</Badge>}
      {!hidesOpen && !group.resolved && <Badge kind="danger">Open</Badge>}
    </>
  );
}
