import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** Markup that would set `window.__xss` or ask `evil.example`, shortest first: fields have limits. */
export const canaries = {
  /** 20 characters. */
  short: '<b id=x><img src=a>"',
  /** Within 100 characters. */
  medium: `"'><script>__xss=1</script><img src=//evil.example/a onerror=__xss=1>`,
  /** Whatever a page might take for its own. */
  long: [
    `"'></title></textarea></style></script><script>__xss=1</script>`,
    '<img src=//evil.example/a onerror=__xss=1><svg onload=__xss=1><iframe srcdoc="<script>parent.__xss=1</script>">',
    '<base href=//evil.example/><link rel=stylesheet href=//evil.example/a><meta http-equiv=refresh content="0;url=//evil.example">',
    '<form action=//evil.example><input name=api_key autofocus onfocus=__xss=1></form>',
    '<a href="javascript:__xss=1">[a](javascript:__xss=1)</a> javascript:__xss=1 data:text/html,<script>__xss=1</script>',
    '{{constructor.constructor("__xss=1")()}} ${__xss=1} <details open ontoggle=__xss=1>',
  ].join(' '),
};

/** What only markup of a stranger could have put into a page. */
const FOREIGN = [
  'script:not([src^="./assets/"], [src^="http://127.0.0.1:"])',
  'img, iframe, object, embed, svg[onload], meta[http-equiv], #x',
  'link:not([href^="./"], [href^="http://127.0.0.1:"]), base:not([href^="http://127.0.0.1:"])',
  'form[action], [onerror], [onload], [ontoggle], [onfocus], a[href^="javascript:" i], a[href^="data:" i]',
].join(',');

/** Fails when a page has taken any canary for markup; `shown` is text of one that has to be there, word for word. */
export async function assertUnharmed(page: Page, view: string, shown: string): Promise<void> {
  const text = JSON.stringify(shown);
  // As texts, since these run in the page and not here; asked from here, since the page's policy forbids it to repeat them.
  const isShown = () =>
    page.evaluate<boolean>(
      `document.documentElement.innerText.includes(${text}) || [...document.querySelectorAll('input, select, option')].some((field) => field.value.includes(${text}))`,
    );
  await until(`${view} shows it`, isShown);
  const found = await page.evaluate<{ xss: unknown; foreign: string[] }>(
    `({ xss: window.__xss, foreign: [...document.querySelectorAll(${JSON.stringify(FOREIGN)})].map((each) => each.outerHTML.slice(0, 200)) })`,
  );
  assert.deepEqual(found, { xss: undefined, foreign: [] }, view);
}

/** Unfolds everything on a page that folds, as far down as it goes. */
export async function unfoldAll(page: Page): Promise<void> {
  for (let folded = 1; folded > 0; ) {
    folded = await page.evaluate<number>(
      `(() => { const all = [...document.querySelectorAll('main details:not([open]) > summary')]; all.forEach((each) => each.click()); return all.length; })()`,
    );
  }
}
