/** The moon of Monlight, beside its name. */
export function BrandMark() {
  return (
    <svg class="brand-mark" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path fill="currentColor" d="M11.6 2A8 8 0 1 0 18 11.9 6.6 6.6 0 0 1 11.6 2Z" />
    </svg>
  );
}
