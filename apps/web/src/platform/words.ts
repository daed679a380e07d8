/** Both languages of one folder. A key that lacks a language does not compile. */
export interface Words<K extends string> {
  zh: Readonly<Record<K, string>>;
  en: Readonly<Record<K, string>>;
}
export type Filling = Record<string, string | number>;

/** Declares the words of a folder; the Chinese keys decide which English ones must be there. */
export function words<K extends string>(both: {
  zh: Record<K, string>;
  en: Record<NoInfer<K>, string>;
}): Words<K> {
  return both;
}

/**
 * Puts values into `{name}` places; an unknown name stays visible so that it is noticed. `{n|school|schools}` becomes the
 * word that goes with the number `n`: "{n} {n|school|schools}".
 */
export function fill(text: string, filling?: Filling): string {
  if (!filling) return text;
  return text.replace(place, (whole, name: string, one?: string, many?: string) => {
    const value = filling[name];
    if (value === undefined) return whole;
    return one === undefined ? String(value) : Number(value) === 1 ? one : (many ?? '');
  });
}

const place = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;
