import { readFileSync } from 'node:fs';

/** What all processors did since the machine's start, in the kernel's ticks. */
export interface Ticks {
  all: number;
  idle: number;
  /** What other machines on the same processors took. */
  stolen: number;
}

/** Reads the first line of `/proc/stat`, whose fields `man 5 proc_stat` names. */
export function readTicks(): Ticks {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user = 0, nice = 0, system = 0, free = 0, waiting = 0, irq = 0, softIrq = 0, stolen = 0] = line
    .split(/ +/)
    .slice(1)
    .map(Number);
  const idle = free + waiting;
  return { all: user + nice + system + idle + irq + softIrq + stolen, idle, stolen };
}

/** The ticks from one look to another. */
export function ticksBetween(before: Ticks, after: Ticks): Ticks {
  return { all: after.all - before.all, idle: after.idle - before.idle, stolen: after.stolen - before.stolen };
}
