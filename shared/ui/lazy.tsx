import { signal } from '@preact/signals';
import type { ComponentType, VNode } from 'preact';
import { useEffect } from 'preact/hooks';

const retryMs = 5000;

/** A component that few need to see: its code is fetched when it is first shown, and until then there is nothing. */
export function lazy<Properties extends object>(
  fetchPart: () => Promise<ComponentType<Properties>>,
): (properties: Properties) => VNode | null {
  const part = signal<{ Part: ComponentType<Properties> }>();
  return function Lazy(properties: Properties) {
    useEffect(() => {
      let retry: ReturnType<typeof setTimeout> | undefined;
      const load = async (): Promise<void> => {
        try {
          part.value ??= { Part: await fetchPart() };
        } catch {
          // The connection went just now; the rest of the page says so.
          retry = setTimeout(() => void load(), retryMs);
        }
      };
      void load();
      return () => clearTimeout(retry);
    }, []);
    const { Part } = part.value ?? {};
    return Part ? <Part {...properties} /> : null;
  };
}
