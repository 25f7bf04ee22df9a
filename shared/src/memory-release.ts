import { findCollector } from './engine.ts';
import { startJob } from './job.ts';
import type { Logger } from './log.ts';
import { SECOND_MS } from './time.ts';

const LOOK_EVERY_MS = 20 * SECOND_MS;
/** Of one processor, between two looks. Health checks, and looks at logs that say nothing new, take less. */
const IDLE_US = 200_000;
/** What has used less since the last time leaves nothing worth a collection, which takes some 30 ms. */
const WORTH_US = 100_000;

/**
 * Gives memory back that a start or a time of much work has left, once there has been hardly anything to do for 20 s. By itself V8
 * collects only when its heap has to grow, and an idle one does not.
 *
 * @param processorUs microseconds of processors that the process has had so far
 */
export function startMemoryRelease(log: Logger, collector = findCollector, processorUs = ofThisProcess): void {
  let gc: NodeJS.GCFunction | undefined;
  // The first look is while the start still goes on, however little that has used.
  let seenUs = Number.NEGATIVE_INFINITY;
  let releasedUs = 0;
  startJob({
    name: 'memory release',
    everyMs: LOOK_EVERY_MS,
    log,
    work: () => {
      const us = processorUs();
      const isIdle = us - seenUs < IDLE_US;
      seenUs = us;
      if (!isIdle || us - releasedUs < WORTH_US) return;
      gc ??= collector();
      gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
      releasedUs = processorUs();
      seenUs = releasedUs;
    },
  });
}

function ofThisProcess(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
