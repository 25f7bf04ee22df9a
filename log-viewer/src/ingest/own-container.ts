/** What the system tells a process about the container it runs in. */
export interface OwnTraces {
  /** `/proc/self/mountinfo`; '' where there is none. */
  mountinfo: string;
  /** `/proc/self/cgroup`; '' where there is none. */
  cgroup: string;
  hostname: string;
}

/** Files that Docker mounts into each container from the container's own folder. */
const OWN_MOUNT = /\/([0-9a-f]{64})\/\S+ (?:\/etc\/hostname|\/etc\/hosts|\/etc\/resolv\.conf) /;
const OWN_CGROUP = /(?:\/docker\/|\/docker-)([0-9a-f]{64})(?:\.scope)?$/m;
/** Unless it is given another name, a container's is the beginning of its id. */
const SHORT_ID = /^[0-9a-f]{12}$/;

/** The id of the container this process runs in, or the first 12 of its characters; null outside Docker. */
export function findOwnContainer({ mountinfo, cgroup, hostname }: OwnTraces): string | null {
  const id = OWN_MOUNT.exec(mountinfo)?.[1] ?? OWN_CGROUP.exec(cgroup)?.[1];
  return id ?? (SHORT_ID.test(hostname) ? hostname : null);
}
