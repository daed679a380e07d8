/** A Chinese mobile number as people say it: "138 0013 8000"; everything else as it is kept. */
export function shownAddress(address: string): string {
  const [, ...parts] = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(address) ?? [];
  return parts.length > 0 ? parts.join(' ') : address;
}
