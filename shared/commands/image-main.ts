// The beginning of every image's process. To a container's first process a signal means nothing unless it is listened
// for: until the service does, this does.
const end = (): never => process.exit(0);
process.on('SIGTERM', end);
const service = './src/main.js';
await import(service);
process.off('SIGTERM', end);
