import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's flags. On the command line `--no-maglev` sets the three below it too, by which the last compiler follows the first directly. */
export const WITHOUT_COMPILERS = [
  '--no-sparkplug',
  '--no-maglev',
  '--no-maglev-overwrite-budget',
  '--invocation-count-for-turbofan=3000',
  '--min-inlining-frequency=0.15',
];

/**
 * Has V8 do without the two compilers in the middle: their code and working memory stay with the process, and no throughput is lost
 * without them once the last one is done. To be called when Node's modules are loaded: V8 takes what Node brings compiled of them only
 * with the flags that it was compiled with, so as options of the command line these, and `--expose-gc`, have it compile them again.
 */
export function leaveOutCompilers(): void {
  for (const flag of WITHOUT_COMPILERS) setFlagsFromString(flag);
}

/** V8's garbage collector as a function. It is there only in contexts that are made once the flag is set. */
export function findCollector(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as NodeJS.GCFunction;
}
