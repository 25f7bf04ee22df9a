import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { collectLog } from '@monlight/shared/testing/log-lines';
import { createAlerts, type AlertSettings } from '../../src/alerts/alerts.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { startFakePostmark } from '../fake-postmark.ts';
import { content, createTime, openStore, settings, startAlerts } from './support.ts';

function createWith(t: TestContext, fields: Partial<AlertSettings>) {
  const { log, lines } = collectLog('error-tracker');
  const { now } = createTime();
  const alerts = createAlerts(settings(fields), { outbox: createOutbox(openStore(t), now), now, log });
  t.after(() => alerts.stop());
  return { alerts, lines };
}

describe('the settings of alerts', () => {
  const cases: [name: string, fields: Partial<AlertSettings>, missing: string[], warning: string[]][] = [
    ['all are set', {}, [], []],
    [
      'none is set',
      { POSTMARK_API_TOKEN: undefined, POSTMARK_FROM_EMAIL: undefined, ALERT_EMAILS: [] },
      ['POSTMARK_API_TOKEN', 'POSTMARK_FROM_EMAIL', 'ALERT_EMAILS'],
      [],
    ],
    [
      'the token is missing',
      { POSTMARK_API_TOKEN: undefined },
      ['POSTMARK_API_TOKEN'],
      ['alerts are off: POSTMARK_API_TOKEN not set'],
    ],
    [
      'the addresses are missing',
      { POSTMARK_FROM_EMAIL: undefined, ALERT_EMAILS: [] },
      ['POSTMARK_FROM_EMAIL', 'ALERT_EMAILS'],
      ['alerts are off: POSTMARK_FROM_EMAIL and ALERT_EMAILS not set'],
    ],
  ];
  for (const [name, fields, missing, warning] of cases) {
    it(`${missing.length === 0 ? 'turn them on' : 'keep them off'} when ${name}`, (t) => {
      const { alerts, lines } = createWith(t, fields);

      alerts.start();

      assert.equal(alerts.enabled, missing.length === 0);
      assert.deepEqual(alerts.missing, missing);
      assert.deepEqual(
        lines.map((line) => line.msg),
        warning,
      );
    });
  }

  it('keep anything from being owed while alerts are off', (t) => {
    const { alerts } = createWith(t, { ALERT_EMAILS: [] });

    alerts.start();
    alerts.enqueue('created', 1, content());
    alerts.wake();

    assert.deepEqual(alerts.status(), { pending: 0, held: 0, failed: [] });
  });
});

describe('the test alert', () => {
  it('is sent past the outbox and the hourly limit', async (t) => {
    const postmark = await startFakePostmark(t);
    const { alerts, outbox } = startAlerts(t, postmark, { limitPerHour: 1 });

    const results = [await alerts.sendTest(), await alerts.sendTest()];

    assert.deepEqual(results, [{ status: 'sent' }, { status: 'sent' }]);
    assert.equal(postmark.accepted[0]?.Subject, '[Monlight] Test alert');
    assert.equal(outbox.countCharged(), 0);
  });

  it('is off with the alerts', async (t) => {
    const { alerts } = createWith(t, { POSTMARK_API_TOKEN: undefined });

    assert.deepEqual(await alerts.sendTest(), { status: 'off' });
  });
});
