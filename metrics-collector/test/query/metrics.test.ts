import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { toIso } from '@monlight/shared/time';
import { startMetricsCollector } from '../start.ts';

const NOW = Date.UTC(2026, 0, 10, 12, 30, 30);

const request = (endpoint: string, status: number, count = 1, fields: Record<string, unknown> = {}) => ({
  name: 'http_requests_total',
  type: 'counter',
  value: count,
  labels: { method: 'GET', endpoint, status },
  ...fields,
});
const latency = (endpoint: string, seconds: number) => ({
  name: 'http_request_duration_seconds',
  type: 'histogram',
  value: seconds,
  labels: { method: 'GET', endpoint, status: 200 },
});

function start(t: TestContext) {
  return startMetricsCollector(t, { now: () => NOW });
}

describe('GET /api/metrics', () => {
  it('reads counters, gauges and histograms as what they are', async (t) => {
    const { send, call } = await start(t);
    await send([
      { name: 'c', type: 'counter', value: 2 },
      { name: 'c', type: 'counter', value: 3 },
      { name: 'g', type: 'gauge', value: 10, timestamp: toIso(NOW - 10) },
      { name: 'g', type: 'gauge', value: 4, timestamp: toIso(NOW - 20) },
      { name: 'h', type: 'histogram', value: 5 },
    ]);
    const one = async (name: string) => (await call('GET', `/api/metrics?name=${name}`)).body;

    const [counter, gauge, histogram] = await Promise.all([one('c'), one('g'), one('h')]);

    assert.deepEqual([counter.type, counter.data[0].sum, counter.data[0].p50], ['counter', 5, null]);
    assert.deepEqual([gauge.data[0].last, gauge.data[0].avg, gauge.data[0].max], [10, 7, 10]);
    assert.deepEqual([histogram.data[0].p50, histogram.data[0].p99], [5, 5]);
    assert.deepEqual(Object.keys(counter), ['name', 'period', 'resolution', 'since', 'until', 'type', 'data']);
    assert.equal(counter.data[0].bucket, '2026-01-10T12:30:00.000Z');
  });

  it('has finite sums of whatever values', async (t) => {
    const { send, call } = await start(t);
    for (const value of [1.7e308, -1.7e308]) {
      for (const ms of [0, 60_000]) {
        const point = { type: 'counter', value, timestamp: toIso(NOW - ms) };
        await send(
          [1, 2].flatMap(() =>
            ['up', 'both'].map((name) => ({ ...point, name, value: name === 'up' ? 1.7e308 : value })),
          ),
        );
        await call('GET', '/api/dashboard');
      }
    }

    const [up, both] = [
      await call('GET', '/api/metrics?name=up'),
      await call('GET', '/api/metrics?name=both&resolution=hour'),
    ];
    const { body } = await call('GET', '/api/dashboard');

    assert.deepEqual(
      up.body.data.map(({ sum }: { sum: number }) => sum > 1e290 && Number.isFinite(sum)),
      [true, true],
    );
    assert.equal(both.body.data[0].sum, 0);
    assert.ok(body.top_metrics.every(({ total }: { total: number | null }) => Number.isFinite(total)));
  });

  it('filters by any subset of labels, in any order, with any characters', async (t) => {
    const { send, call } = await start(t);
    const odd = { 'a b': 'x:y,z', path: '/a/é?q=1', e: '🙂' };
    await send([
      { name: 'm', type: 'counter', value: 1, labels: { method: 'GET', host: 'a' } },
      { name: 'm', type: 'counter', value: 2, labels: { method: 'GET', host: 'b' } },
      { name: 'm', type: 'counter', value: 4, labels: { method: 'POST', host: 'a' } },
      { name: 'm', type: 'counter', value: 8, labels: odd },
    ]);
    const sum = async (labels: string) => {
      const { body } = await call('GET', `/api/metrics?name=m&labels=${encodeURIComponent(labels)}`);
      return body.data.reduce((total: number, row: { sum: number }) => total + row.sum, 0);
    };

    assert.equal(await sum('method:GET'), 3);
    assert.equal(await sum('host:a'), 5);
    assert.equal(await sum('host:a,method:GET'), 1);
    assert.equal(await sum('method:GET,host:a'), 1);
    assert.equal(await sum('method:PUT'), 0);
    assert.equal(await sum(String.raw`a b:x\:y\,z`), 8);
    assert.equal(await sum('path:/a/é?q=1,e:🙂'), 8);
    assert.equal(await sum(''), 15);
  });

  it('takes a label for absent whose name every object in JavaScript has', async (t) => {
    const { send, call } = await start(t);
    await send([{ name: 'm', type: 'gauge', value: 1, labels: { host: 'a' } }]);

    const { body } = await call('GET', '/api/metrics?name=m&group_by=constructor,__proto__,toString');
    const filtered = await call('GET', '/api/metrics?name=m&labels=__proto__:a');

    assert.equal(JSON.stringify(body.series[0].labels), '{"constructor":"","__proto__":"","toString":""}');
    assert.deepEqual(filtered.body.data, []);
  });

  it('tells label sets apart by the labels asked for, the largest twenty and the rest', async (t) => {
    const { send, call } = await start(t);
    await send(
      Array.from({ length: 30 }, (_, n) => ({
        name: 'm',
        type: 'counter',
        value: n + 1,
        labels: { n, even: n % 2 === 0 },
      })),
    );

    const byEven = (await call('GET', '/api/metrics?name=m&group_by=even')).body;
    const byN = (await call('GET', '/api/metrics?name=m&group_by=n,even')).body;
    const byNothing = (await call('GET', '/api/metrics?name=m&group_by=unknown')).body;

    assert.deepEqual(
      byEven.series.map(({ labels, data }: any) => [labels, data[0].sum]),
      [
        [{ even: 'false' }, 240],
        [{ even: 'true' }, 225],
      ],
    );
    assert.equal(byN.series.length, 21);
    assert.deepEqual(byN.series[0].labels, { n: '29', even: 'false' });
    assert.deepEqual(byN.series[20].labels, { n: 'other', even: 'other' });
    assert.equal(byN.series[20].is_other, true);
    assert.equal(byN.series[20].data[0].sum, 55);
    assert.deepEqual(byNothing.series[0].labels, { unknown: '' });
  });

  it('looks at minutes up to a day, and at hours beyond, unless told', async (t) => {
    const { send, call } = await start(t);
    await send([{ name: 'm', type: 'counter', value: 1 }]);
    const resolution = async (query: string) => (await call('GET', `/api/metrics?name=m&${query}`)).body.resolution;

    assert.equal(await resolution('period=24h'), 'minute');
    assert.equal(await resolution('period=90m'), 'minute');
    assert.equal(await resolution('period=2d'), 'hour');
    assert.equal(await resolution('period=30d&resolution=minute'), 'minute');
    assert.equal(await resolution('period=1h&resolution=hour'), 'hour');
    assert.equal(await resolution('since=2026-01-01T00:00:00Z&until=2026-01-01T01:00:00Z'), 'hour');
  });

  const refused: [query: string, detail: RegExp][] = [
    ['', /^Missing required parameter: name$/],
    ['name=m&period=1w', /'period' must be a time such as/],
    ['name=m&period=0h', /'period' must be/],
    ['name=m&resolution=second', /'resolution' must be minute, hour or auto/],
    ['name=m&labels=method', /'labels' must be label pairs/],
    ['name=m&since=now', /'since' must be an ISO 8601 time/],
    ['name=m&since=2026-01-02&until=2026-01-01', /'since' must not be after 'until'/],
  ];
  for (const [query, detail] of refused) {
    it(`refuses ?${query}`, async (t) => {
      const { call } = await start(t);

      const { status, body } = await call('GET', `/api/metrics?${query}`);

      assert.equal(status, 400);
      assert.match(body.detail, detail);
    });
  }

  it('answers an unknown metric with no data, and lists what is known', async (t) => {
    const { send, call } = await start(t);
    await send([latency('/a', 1), { name: 'b', type: 'gauge', value: 1, labels: { room: 'x' } }]);

    const unknown = await call('GET', '/api/metrics?name=nope');
    const names = await call('GET', '/api/metrics/names');
    const labels = await call('GET', '/api/metrics/labels?name=b');

    assert.deepEqual([unknown.status, unknown.body.data, unknown.body.type], [200, [], null]);
    assert.deepEqual(names.body, {
      metrics: [
        { name: 'b', type: 'gauge' },
        { name: 'http_request_duration_seconds', type: 'histogram' },
      ],
    });
    assert.deepEqual(labels.body, { labels: [{ key: 'room', values: [{ value: 'x', series: 1 }] }] });
  });
});

describe('GET /api/dashboard', () => {
  it('sums up requests, errors and latencies', async (t) => {
    const { send, call } = await start(t);
    await send([
      request('/a', 200, 90),
      request('/a', 500, 10),
      request('/b', 404, 25),
      request('/b', 200, 75),
      ...Array.from({ length: 100 }, (_, n) => latency('/a', (n + 1) / 100)),
    ]);

    const { body } = await call('GET', '/api/dashboard?period=1h');

    assert.equal(body.period, '1h');
    assert.equal(body.summary.total_requests, 200);
    assert.equal(body.summary.error_rate, 0.05);
    assert.ok(Math.abs(body.summary.avg_latency_ms - 505) < 1e-6);
    assert.ok(Math.abs(body.summary.p95_latency_ms - 950) < 9.5);
    assert.deepEqual([body.summary.total_datapoints, body.summary.distinct_metrics], [104, 2]);
    assert.deepEqual(body.request_rate, [{ bucket: '2026-01-10T12:30:00.000Z', count: 200 }]);
    assert.deepEqual(body.error_rate, [
      { bucket: '2026-01-10T12:30:00.000Z', rate: 0.05, rate_4xx: 0.125, rate_5xx: 0.05 },
    ]);
    assert.deepEqual(
      body.top_endpoints.map(({ endpoint, requests, error_rate }: any) => [endpoint, requests, error_rate]),
      [
        ['/a', 100, 0.1],
        ['/b', 100, 0],
      ],
    );
    assert.equal(body.top_metrics[0].name, 'http_request_duration_seconds');
  });

  it('is zeros when nothing was ever sent', async (t) => {
    const { call } = await start(t);

    const { body } = await call('GET', '/api/dashboard');

    assert.deepEqual(body.summary, {
      total_requests: 0,
      error_rate: 0,
      avg_latency_ms: 0,
      p95_latency_ms: 0,
      total_datapoints: 0,
      distinct_metrics: 0,
    });
    assert.deepEqual(
      [body.request_rate, body.latency, body.error_rate, body.top_endpoints, body.top_metrics],
      [[], [], [], [], []],
    );
  });
});

describe('GET /metrics', () => {
  it('tells the newest values in Prometheus’ format', async (t) => {
    const { send, call } = await start(t);
    await send([
      request('/a', 200, 3),
      request('/a', 200, 4),
      latency('/a', 0.5),
      { name: 'queue depth', type: 'gauge', value: 7, labels: { 'the queue': 'a"b\\c\nd' } },
      { name: 'jobs', type: 'counter', value: 2 },
    ]);

    const { status, headers, body } = await call('GET', '/metrics');

    const lines = (body as string).split('\n');
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    for (const line of [
      'http_requests_total{endpoint="/a",method="GET",status="200"} 7',
      'http_request_duration_seconds_sum{endpoint="/a",method="GET",status="200"} 0.5',
      'http_request_duration_seconds_count{endpoint="/a",method="GET",status="200"} 1',
      '# TYPE queue_depth gauge',
      String.raw`queue_depth{the_queue="a\"b\\c\nd"} 7`,
      'jobs_total 2',
    ]) {
      assert.ok(lines.includes(line), line);
    }
    assert.equal((await call('GET', '/metrics', undefined, { 'x-api-key': '' })).status, 401);
  });

  it('tells each of more series than are read at once, those of names that become one together', async (t) => {
    const { send, call } = await start(t);
    const series = Array.from({ length: 400 }, (_, n) => ({ which: `${n}`, filling: 'x'.repeat(490) }));
    for (const name of ['deep queue', 'between', 'deep.queue']) {
      await send(series.map((labels) => ({ name, type: 'gauge', value: 1, labels: { ...labels, name } })));
    }

    const { body } = await call('GET', '/metrics');

    const lines = (body as string).split('\n').filter((line) => !line.startsWith('monlight') && line !== '');
    const samples = lines.filter((line) => !line.startsWith('#') && /^(deep_queue|between)\{/.test(line));
    const isOf = (family: string) => samples.map((line) => line.startsWith(family));
    assert.equal(new Set(samples).size, 1200);
    assert.equal(isOf('deep_queue').lastIndexOf(true) - isOf('deep_queue').indexOf(true), 799);
    assert.equal(lines.filter((line) => line.startsWith('# TYPE deep_queue ')).length, 1);
  });
});
