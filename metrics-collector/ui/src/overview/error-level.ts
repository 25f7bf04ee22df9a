/** Colour for a share of failed requests: one in a hundred is worth a look, one in twenty is serious. */
export function levelOf(share: number | null): '' | 'warning' | 'danger' {
  if (share === null || share < 0.01) return '';
  return share < 0.05 ? 'warning' : 'danger';
}
