import { ErrorClient, installProcessHandlers } from '../../../src/index.ts';

// Goes wrong in one way; with or without the SDK, and with or without handlers of its own.
const { URL: baseUrl, HANDLER: handlers = '' } = process.env;
const [, , what] = process.argv;

if (baseUrl) installProcessHandlers(new ErrorClient({ baseUrl, apiKey: 'key-of-the-test-1' }));
if (handlers.includes('exception')) process.on('uncaughtException', (error) => console.log('handled', String(error)));
if (handlers.includes('rejection'))
  process.on('unhandledRejection', (reason) => console.log('handled', String(reason)));
if (handlers.includes('monitor')) process.on('uncaughtExceptionMonitor', (error) => console.log('seen', String(error)));

function fail(): never {
  throw new RangeError('nobody catches this');
}

if (what === 'throw') setTimeout(fail, 1);
if (what === 'text') setTimeout(() => Promise.reject('just text'), 1);
if (what === 'reject') void Promise.reject(new RangeError('nobody handles this'));
if (what === 'undefined') void Promise.reject();
