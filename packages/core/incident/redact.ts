/** "王*": the first character stays, so that people who know of it recognise each other. */
export function shortName(name: string): string {
  const [first = ''] = name.trim();
  return first === '' ? '*' : `${first}*`;
}

/** What a reader sees of somebody involved: a minor always shortened, others by right. */
export function nameFor(
  person: { name: string; minor: boolean },
  reader: { mayHandle: boolean },
): { name: string; shortened: boolean } {
  const shortened = person.minor || !reader.mayHandle;
  return { name: shortened ? shortName(person.name) : person.name, shortened };
}
