/** The values that a query string stands for. */
export function fromSearch<Values extends Record<string, string>>(search: string, defaults: Values): Values {
  const given = new URLSearchParams(search);
  const entries = Object.entries(defaults).map(([name, standard]) => [name, given.get(name) ?? standard]);
  return Object.fromEntries(entries) as Values;
}

/** The query string for values, with `?`, or nothing when all are defaults. */
export function toSearch<Values extends Record<string, string>>(values: Values, defaults: Values): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== defaults[name]) query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query}`;
}
