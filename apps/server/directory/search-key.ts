import { pinyin } from 'pinyin-pro';

const plain = { toneType: 'none', type: 'array', surname: 'head' } as const;

/** "zhangshili" and "zsl" of 张示例; what has no pinyin stays as it is. */
function spelled(name: string): { whole: string; initials: string } {
  const syllables = pinyin(name, plain);
  return { whole: syllables.join(''), initials: syllables.map((s) => s[0] ?? '').join('') };
}

/** What a search looks into, and the order of lists. */
export function searchKeyOf(person: { name: string; login: string; phone: string | null }): {
  search: string;
  sortKey: string;
} {
  const { whole, initials } = spelled(person.name);
  const parts = [person.name, person.login, initials, whole, person.phone ?? ''];
  return {
    search: parts.join(' ').toLowerCase(),
    sortKey: `${whole} ${person.name} ${person.login}`.toLowerCase(),
  };
}
