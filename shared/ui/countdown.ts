import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Counts `seconds` down to zero, anew for every `start`. */
export function useCountdown(seconds: number, start: unknown): number {
  const left = useSignal(0);
  useEffect(() => {
    left.value = Math.ceil(seconds);
    const timer = setInterval(() => (left.value = Math.max(0, left.value - 1)), 1000);
    return () => clearInterval(timer);
  }, [start]);
  return left.value;
}
