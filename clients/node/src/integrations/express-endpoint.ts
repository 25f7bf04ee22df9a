import type { ExpressRequest } from './express.ts';

/** The templates of Express's routes. */
export interface Endpoints {
  /** Takes notice of the route that a request gets to. */
  watch: (request: ExpressRequest) => void;
  /** The template of the last route that a request got to. */
  of: (request: ExpressRequest) => string | undefined;
  /** For a path with parameters, middleware that takes notice of what they stand for; otherwise undefined. */
  noteOf: (path: unknown) => ((request: ExpressRequest, response: unknown, next: () => void) => void) | undefined;
}

interface Noted {
  endpoint?: string;
  /** What the paths of mounted routers are in this request, and their templates. */
  mounts: [actual: string, template: string][];
}

/**
 * A route knows its template, but not where its router is mounted: that is in `baseUrl`, as it is in this request, and
 * only until an error has left the router. So the moment when Express sets `request.route` is the one to look at it.
 */
export function createEndpoints(): Endpoints {
  const noted = new WeakMap<ExpressRequest, Noted>();

  function noteOf(path: unknown): ReturnType<Endpoints['noteOf']> {
    if (typeof path !== 'string' || !/[:*({]/.test(path)) return undefined;
    return (request, _response, next) => {
      noted.get(request)?.mounts.push([request.baseUrl, path]);
      next();
    };
  }

  return {
    watch: (request) => {
      const notes: Noted = { mounts: [] };
      noted.set(request, notes);
      let route: ExpressRequest['route'];
      Object.defineProperty(request, 'route', {
        configurable: true,
        enumerable: true,
        get: () => route,
        set: (value: ExpressRequest['route']) => {
          route = value;
          if (value) notes.endpoint = templateOf(request.baseUrl, notes.mounts) + pathOf(value.path);
        },
      });
    },
    of: (request) => noted.get(request)?.endpoint,
    noteOf,
  };
}

function templateOf(baseUrl: string, mounts: Noted['mounts']): string {
  const mount = mounts.findLast(([actual]) => baseUrl === actual || baseUrl.startsWith(`${actual}/`));
  return mount ? mount[1] + baseUrl.slice(mount[0].length) : baseUrl;
}

/** A path may be a pattern, or a list. */
function pathOf(path: unknown): string {
  return Array.isArray(path) ? path.map(String).join('|') : String(path);
}
