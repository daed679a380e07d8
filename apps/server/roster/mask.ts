/** An address as lists show it: enough to recognise one's own, not enough to use. */
export function maskAddress(channel: string, address: string): string {
  if (channel === 'email') {
    const [name = '', host = ''] = address.split('@');
    return `${name.slice(0, 1)}***@${host}`;
  }
  if (channel === 'phone') return `${address.slice(0, -8)}****${address.slice(-4)}`;
  return `${address.slice(0, 2)}***${address.slice(-1)}`;
}
