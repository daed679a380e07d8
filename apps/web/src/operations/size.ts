const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** "1.4 GB": what people read on a disk's label, powers of ten. Unknown is "—". */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return '—';
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
