/** What the sticker beside a terminal holds: an address that ends like this. */
const pattern = /\/m\/arrive\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([^/?#\s]{4,64})/i;

/** Terminal and code of a scanned text; null when it is some other QR code. The host does not matter. */
export function parseSticker(text: string): { terminalId: string; code: string } | null {
  const found = pattern.exec(text);
  if (!found?.[1] || !found[2]) return null;
  return { terminalId: found[1].toLowerCase(), code: decodeURIComponent(found[2]) };
}
