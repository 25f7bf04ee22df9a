// The beginning of every image's process: the service, or the question whether it is well. That one is asked beside
// the running service, in the same 64 MiB, where the service's code would be loaded a second time (24 MB of its own
// against 10): so each is loaded only when it is wanted.
const program = process.argv[2] === '--healthcheck' ? './healthcheck.js' : './src/main.js';

// To a container's first process a signal means nothing unless it is listened for: until the service does, this does.
const end = (): never => process.exit(0);
process.on('SIGTERM', end);
await import(program);
process.off('SIGTERM', end);
