import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commonSettings, readConfig, type Environment } from '@monlight/shared/config';
import { StartError } from '@monlight/shared/start-error';

const settings = commonSettings({ port: 5010, databasePath: './data/errors.db', rateLimit: 100 });
const API_KEY = '0123456789abcdef';

function problems(env: Environment): readonly string[] {
  try {
    readConfig(settings, env);
  } catch (error) {
    assert.ok(error instanceof StartError);
    return error.problems;
  }
  return [];
}

describe('readConfig', () => {
  it('fills in the defaults', () => {
    const config = readConfig(settings, { API_KEY });

    assert.deepEqual(config, {
      API_KEY,
      INGEST_API_KEY: undefined,
      DATABASE_PATH: './data/errors.db',
      LOG_LEVEL: 'info',
      HOST: '127.0.0.1',
      PORT: 5010,
      RATE_LIMIT: 100,
      CORS_ORIGINS: [],
      TRUST_PROXY: false,
      ERROR_TRACKER_URL: undefined,
      LOG_VIEWER_URL: undefined,
      METRICS_COLLECTOR_URL: undefined,
    });
  });

  it('takes an empty variable as not set', () => {
    const config = readConfig(settings, { API_KEY, PORT: '', INGEST_API_KEY: '  ' });

    assert.equal(config.PORT, 5010);
    assert.equal(config.INGEST_API_KEY, undefined);
  });

  it('reads levels in any case and lists with blanks', () => {
    const config = readConfig(settings, {
      API_KEY,
      LOG_LEVEL: 'Warn',
      CORS_ORIGINS: 'https://a.example , http://b:81,',
    });

    assert.equal(config.LOG_LEVEL, 'warn');
    assert.deepEqual(config.CORS_ORIGINS, ['https://a.example', 'http://b:81']);
  });

  it('says that the key is not set', () => {
    assert.deepEqual(problems({}), ['API_KEY is not set: it must be at least 16 characters']);
  });

  it('names every problem at once, each with the value given and what is expected', () => {
    const found = problems({
      API_KEY,
      LOG_LEVEL: 'loud',
      PORT: '70000',
      RATE_LIMIT: '-1',
      CORS_ORIGINS: 'example.com',
      TRUST_PROXY: 'yes',
    });

    assert.deepEqual(found, [
      'LOG_LEVEL="loud" must be ERROR, WARN, INFO or DEBUG',
      'PORT="70000" must be a whole number from 1 to 65535',
      'RATE_LIMIT="-1" must be a whole number from 0 to 100000',
      'CORS_ORIGINS="example.com" must be origins such as https://status.example.com',
      'TRUST_PROXY="yes" must be true or false',
    ]);
  });

  it('refuses one key for both, which would let applications do everything', () => {
    assert.deepEqual(problems({ API_KEY, INGEST_API_KEY: ` ${API_KEY}`, PORT: 'x' }), [
      'PORT="x" must be a whole number from 1 to 65535',
      'INGEST_API_KEY must be another key than API_KEY',
    ]);
  });

  it('never shows a secret', () => {
    const found = problems({ API_KEY: 'short-secret', INGEST_API_KEY: 'tiny-secret' });

    assert.deepEqual(found, [
      'API_KEY must be at least 16 characters',
      'INGEST_API_KEY must be at least 16 characters',
    ]);
    assert.deepEqual(problems({ API_KEY: 'secret'.repeat(50) }), ['API_KEY must be at most 256 characters']);
  });
});
