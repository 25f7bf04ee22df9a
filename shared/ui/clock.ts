import { signal } from '@preact/signals';

const stepMs = 5000;
let timer: ReturnType<typeof setInterval> | undefined;

/** The present time in milliseconds. It ticks every five seconds while anything on the page shows it. */
export const clock = signal(Date.now(), {
  watched() {
    tick();
    timer = setInterval(tick, stepMs);
    document.addEventListener('visibilitychange', tick);
  },
  unwatched() {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  },
});

function tick(): void {
  if (!document.hidden) clock.value = Date.now();
}
