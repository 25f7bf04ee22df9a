import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startMetricsCollector } from '../start.ts';

const NAMES = ['__proto__', 'constructor', 'toString'];

describe('names that every object in JavaScript has', () => {
  it('reach no prototype as labels, and are plain names as metrics and values', async (t) => {
    const { call } = await startMetricsCollector(t);
    const labels = '{"__proto__":"a","constructor":"b","toString":"c","host":"__proto__"}';
    const points = NAMES.map(
      (name) => `{"name":"${name}","type":"gauge","value":1,"labels":${labels},"__proto__":{"value":2}}`,
    );

    const sent = await call('POST', '/api/metrics', `{"metrics":[${points.join()}],"__proto__":{"isPolluted":true}}`);
    const { body: names } = await call('GET', '/api/metrics/names');
    const { body: found } = await call('GET', '/api/metrics/labels?name=constructor');
    const { body: grouped } = await call('GET', '/api/metrics?name=__proto__&group_by=constructor,host,valueOf');

    assert.equal(sent.status, 202);
    assert.deepEqual(
      names.metrics.map(({ name }: { name: string }) => name),
      NAMES,
    );
    assert.deepEqual(
      found.labels.map(({ key }: { key: string }) => key),
      ['constructor', 'host', 'toString'],
    );
    assert.deepEqual(grouped.series[0].labels, { constructor: 'b', host: '__proto__', valueOf: '' });
    assert.equal(grouped.data[0].last, 1);
    assert.equal('isPolluted' in {}, false);
  });

  it('are refused as a type, and in a label’s object', async (t) => {
    const { call } = await startMetricsCollector(t);
    const post = (point: string) => call('POST', '/api/metrics', `[${point}]`);

    const type = await post('{"name":"m","type":"constructor","value":1}');
    const nested = await post(
      '{"name":"m","type":"gauge","value":1,"labels":{"constructor":{"prototype":{"isPolluted":1}}}}',
    );
    const query = await call('GET', '/api/metrics?name=m&labels=__proto__:1,constructor:2&period[__proto__]=1h');

    assert.deepEqual([type.status, nested.status, query.status], [400, 400, 200]);
    assert.equal('isPolluted' in {}, false);
  });
});
