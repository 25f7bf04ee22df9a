import { isReachable, isSlow } from './answer.ts';
import type { Failure } from './answer.ts';
import { useCountdown } from './countdown.ts';
import { Icon } from './icon.tsx';
import { outdated } from './resource.ts';
import './notice.css';

/** What is wrong with the connection right now, over the page so that nothing in it moves. */
export function Notice() {
  return (
    <p class="notice" role="status">
      <Words />
    </p>
  );
}

function Words() {
  if (!isReachable.value) {
    return (
      <span class="notice-problem">
        <Icon name="alert" /> The server cannot be reached. Trying again…
      </span>
    );
  }
  if (outdated.value) return <NotRefreshed failure={outdated.value} />;
  if (isSlow.value) {
    return (
      <span>
        <Icon name="clock" /> Still working: the server takes its time…
      </span>
    );
  }
  return null;
}

function NotRefreshed({ failure }: { failure: Failure }) {
  const left = useCountdown(failure.retryAfter ?? 0, failure);
  return (
    <span class="notice-problem">
      <Icon name="alert" />
      <span>
        Not refreshed: {failure.detail.replace(/\.$/, '')}.{/* Not read out every second. */}
        {left > 0 && <span aria-live="off"> Trying again in {left} s.</span>}
      </span>
    </span>
  );
}
