import { HOSTILE, testOutputs } from '@monlight/shared/testing/outputs';
import { request } from '@monlight/shared/testing/request';
import { startFakePostmark } from '../fake-postmark.ts';
import { MAIN, report } from '../start.ts';

testOutputs({
  service: 'error-tracker',
  main: MAIN,
  pages: ['/', '/errors/1'],
  settings: async (t) => {
    const postmark = await startFakePostmark(t);
    // Its answer may quote what a client has written, and a broken one the token.
    postmark.meet({ status: 422, body: { ErrorCode: 300, Message: `refused: ${HOSTILE} canary-postmark-0123456789` } });
    return {
      POSTMARK_API_URL: postmark.url,
      POSTMARK_FROM_EMAIL: 'monlight@example.com',
      ALERT_EMAILS: 'ops@example.com',
    };
  },
  provoke: async (url, key) => {
    const hostile = { project: HOSTILE, exception_type: HOSTILE, message: HOSTILE, environment: HOSTILE.slice(0, 20) };
    await request(`${url}/api/errors`, 'POST', report(hostile), { 'x-api-key': key });
    await request(`${url}/api/test-alert`, 'POST', undefined, { 'x-api-key': key });
  },
  provoked: /alert was not sent/,
});
