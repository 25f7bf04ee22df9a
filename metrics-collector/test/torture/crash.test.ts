import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createKillable, reportStarts } from '@monlight/shared/testing/killable';
import { createRandom, type Random } from '@monlight/shared/testing/random';
import { request } from '@monlight/shared/testing/request';
import type { ServiceProcess } from '@monlight/shared/testing/service-process';
import { temporaryFolder } from '@monlight/shared/testing/temporary-folder';
import { sized } from '@monlight/shared/testing/torture';
import { until } from '@monlight/shared/testing/until';
import { toIso } from '@monlight/shared/time';
import { API_KEY, MAIN } from '../start.ts';

const ROUNDS = sized({ cut: 9, whole: 200 });
/** Rounds wait for their process most of the time. */
const WORLDS = 3;
const SENDERS = 6;
const BATCH = 10;
const headers = { 'x-api-key': API_KEY };

/** What one client has sent of its own series. */
interface Sent {
  sender: string;
  /** Points that were answered. */
  answered: number;
  /** Points of the one batch that waits for its answer. */
  inFlight: number;
}

describe('a metrics collector that is killed at any moment', { concurrency: WORLDS }, () => {
  for (let world = 1; world <= WORLDS; world += 1) {
    it(`has every answered point once, in minutes and hours (${world} of ${WORLDS})`, async (t) => {
      const random = createRandom(t);
      const DATABASE_PATH = join(temporaryFolder(t), 'metrics.db');
      const collector = createKillable(t, MAIN, { API_KEY, DATABASE_PATH, AGGREGATION_INTERVAL: '1' });
      const since = toIso(Date.now() - 60_000);
      const sent = Array.from({ length: SENDERS }, (_, at) => ({ sender: `sender ${at}`, answered: 0, inFlight: 0 }));

      for (let round = 0; round < ROUNDS / WORLDS; round += 1) {
        const service = await collector.start();
        await compare(service, sent, since);
        await sendUntilKilled(service, sent, random);
        collector.read(() => undefined);
      }
      const service = await collector.start();
      await compare(service, sent, since);

      reportStarts(t, collector.starts);
      assert.equal(await service.kill('SIGTERM'), 0);
    });
  }
});

/** Clients send, and one asks, which rolls up what has come; the kill may come in the middle of either. */
async function sendUntilKilled(service: ServiceProcess, sent: Sent[], random: Random): Promise<void> {
  const post = (points: unknown) => request(`${service.url}/api/metrics`, 'POST', points, headers).catch(() => null);
  const sending = sent.map(async (client) => {
    for (let n = 0; ; n += 1) {
      const point = { name: 'sent', type: 'counter', value: 1, labels: { sender: client.sender, n: n % 20 } };
      client.inFlight = BATCH;
      const answer = await post(Array.from({ length: BATCH }, () => point));
      if (!answer) return;
      assert.equal(answer.status, 202);
      client.answered += BATCH;
      client.inFlight = 0;
    }
  });
  const asking = (async () => {
    while (await request(`${service.url}/api/dashboard?period=1h`, 'GET', undefined, headers).catch(() => null));
  })();
  const before = answeredBy(sent);
  await until('a batch is answered', () => answeredBy(sent) > before);
  await delay(random.between(0, 400));
  await service.kill('SIGKILL');
  await Promise.all([...sending, asking]);
}

/** Points that were answered, of all clients. */
function answeredBy(sent: readonly Sent[]): number {
  return sent.reduce((sum, { answered }) => sum + answered, 0);
}

/** The batch that was in flight is there as a whole or not at all; all else is known. */
async function compare(service: ServiceProcess, sent: Sent[], since: string): Promise<void> {
  const minutes = await totals(service, since, 'minute');
  const hours = await totals(service, since, 'hour');
  assert.deepEqual(hours, minutes);
  for (const client of sent) {
    const { sender, answered, inFlight } = client;
    const found = minutes.get(sender) ?? 0;
    assert.ok(
      found === answered || found === answered + inFlight,
      `${sender}: ${found} stored, ${answered} answered, ${inFlight} in flight`,
    );
    Object.assign(client, { answered: found, inFlight: 0 });
  }
}

async function totals({ url }: ServiceProcess, since: string, resolution: string): Promise<Map<string, number>> {
  const query = new URLSearchParams({
    name: 'sent',
    group_by: 'sender',
    resolution,
    since,
    until: toIso(Date.now() + 60_000),
  });
  const { body } = await request(`${url}/api/metrics?${query.toString()}`, 'GET', undefined, headers);
  const series = (body.series ?? []) as { labels: { sender: string }; data: { sum: number }[] }[];
  return new Map(series.map(({ labels, data }) => [labels.sender, data.reduce((total, { sum }) => total + sum, 0)]));
}
