import { forgetBody } from './node-shop.ts';
import { pause, walk, type VisitedShop } from './visitors.ts';

export interface RegressionOptions {
  node: VisitedShop;
  errorTracker: string;
  apiKey: string;
  signal: AbortSignal;
}

const VISITOR = { name: 'rob', cart: 'robs-cart' };
const LOOK_MS = 500;
const GONE_MS = 5000;

/** Somebody meets an error, somebody resolves it too early, and it comes back. */
export async function comeBack({ node, errorTracker, apiKey, signal }: RegressionOptions): Promise<void> {
  const headers = { 'x-api-key': apiKey };
  await walk(node, VISITOR, [forgetBody(VISITOR)], signal);
  while (!signal.aborted) {
    const id = await findGroup();
    if (id !== undefined) {
      await fetch(`${errorTracker}/api/errors/${id}/resolve`, { method: 'POST', headers, signal }).catch(
        () => undefined,
      );
      break;
    }
    await pause(LOOK_MS, signal);
  }
  await pause(GONE_MS, signal);
  await walk(node, VISITOR, [forgetBody(VISITOR)], signal);

  async function findGroup(): Promise<number | undefined> {
    const query = new URLSearchParams({ project: node.shop.name, search: 'TypeError' });
    const answer = await fetch(`${errorTracker}/api/errors?${query.toString()}`, { headers, signal }).catch(
      () => undefined,
    );
    if (!answer?.ok) return undefined;
    const { errors } = (await answer.json()) as { errors: { id: number }[] };
    return errors[0]?.id;
  }
}
