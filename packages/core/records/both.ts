/** Both languages of a list of words. A key that lacks a language does not compile. */
export interface Both<K extends string> {
  zh: Readonly<Record<K, string>>;
  en: Readonly<Record<K, string>>;
}
