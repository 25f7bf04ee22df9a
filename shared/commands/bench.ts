import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import root from '../../package.json' with { type: 'json' };
import { recordHistory } from '../bench/history.ts';
import { runSteps } from './steps.ts';

// All benches, or those that are named: `npm run bench -- log-viewer/bench/logs.bench.ts`. With `--record` the figures go into the history.
const { values, positionals } = parseArgs({ allowPositionals: true, options: { record: { type: 'boolean' } } });
const files =
  positionals.length > 0 ? positionals : globSync(['*/bench/*.bench.ts', 'clients/*/bench/*.bench.ts']).toSorted();

// What sends the load keeps to one processor: on a machine of two, its garbage collector would take the service's now and then, which
// made a third of the longest waits.
const ONE_PROCESSOR = ['--single-threaded-gc', '--max-semi-space-size=32'];

if (values.record) process.once('exit', () => recordHistory(root.version));
runSteps(files.map((file) => ({ title: file, command: 'node', args: [...ONE_PROCESSOR, file] })));
