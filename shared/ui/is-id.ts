/** True of names such as `id`, `request_id`, `x-request-id` and `traceId`: their values are looked for elsewhere. */
export function isId(name: string): boolean {
  return /(^|[_.-])(id|uuid)$/i.test(name) || /[a-z]I[dD]$/.test(name);
}
