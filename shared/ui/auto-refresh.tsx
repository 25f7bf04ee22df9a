import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import './auto-refresh.css';

/** How often, as it stands in the address, and in words. */
const refreshSteps = {
  off: { words: 'Off', everyMs: null },
  '10s': { words: 'Every 10 s', everyMs: 10_000 },
  '30s': { words: 'Every 30 s', everyMs: 30_000 },
  '1m': { words: 'Every minute', everyMs: 60_000 },
} as const;

interface Properties {
  /** One of `refreshSteps`; anything else counts as off. */
  step: string;
  onChange: (step: string) => void;
  onRefresh: () => void;
  /** Nothing is refreshed under the hands of someone who is working with what is shown. */
  isPaused?: boolean;
}

/** Refreshes now, or again and again while the tab is seen. */
export function AutoRefresh({ step, onChange, onRefresh, isPaused = false }: Properties) {
  const known = Object.hasOwn(refreshSteps, step) ? (step as keyof typeof refreshSteps) : 'off';
  useInterval(isPaused ? null : refreshSteps[known].everyMs, onRefresh);
  return (
    <div class="auto-refresh">
      <button type="button" class="button icon-only" onClick={onRefresh}>
        <Icon name="refresh" />
        <span class="visually-hidden">Refresh now</span>
      </button>
      <label>
        <span class="visually-hidden">Refresh automatically</span>
        <select class="input" value={known} onChange={(event) => onChange(event.currentTarget.value)}>
          {Object.entries(refreshSteps).map(([name, { words }]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** Calls `act` every so often; a hidden tab rests, and catches up when it is seen again. */
export function useInterval(everyMs: number | null, act: () => void): void {
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => {
    if (everyMs === null) return;
    let lastMs = Date.now();
    const actIfDue = (): void => {
      if (document.hidden || Date.now() - lastMs < everyMs - 50) return;
      lastMs = Date.now();
      newest.current();
    };
    const timer = setInterval(actIfDue, everyMs);
    document.addEventListener('visibilitychange', actIfDue);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', actIfDue);
    };
  }, [everyMs]);
}
