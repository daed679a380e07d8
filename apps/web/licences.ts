/** One part of the product that somebody else made, or that was made from what others made. */
export interface ShippedPart {
  name: string;
  version: string;
  licence: string;
  /** Where its licence text or its card lies, from the root of the repository. */
  where: string;
  kind: 'package' | 'model';
}

interface LockedPackage {
  version?: string;
  license?: string;
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
export type Lock = { packages: Record<string, LockedPackage> };

/** Pages are built from these; of what apps/web names, only they stay behind on the builder's machine. */
const buildTools = /^(vite|@vitejs\/.*|@types\/.*)$/;
/** What runs at a school. Tests, benches and scripts do not. */
const products = ['apps/server', 'apps/terminal', 'apps/web'];

/** Permissive, or copyleft of the file alone (MPL). Anything else needs a line below. */
const accepted = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0'],
  ...['BlueOak-1.0.0', 'Unlicense', 'CC0-1.0', 'Python-2.0', 'Zlib'],
]);

/** Why one that is not among them may still ship. */
export const exceptions: Record<string, string> = {
  '@embedpdf/fonts-sc':
    'OFL-1.1: fonts. It asks only that a changed font takes another name; part of it is put into reports, which it allows.',
  'png-js': 'MIT by the LICENSE file it brings; its package.json does not name it.',
};

function namesOf(path: string, entry: LockedPackage): string[] {
  const isWeb = path === 'apps/web';
  return Object.keys({
    ...entry.dependencies,
    ...entry.optionalDependencies,
    ...(isWeb ? entry.devDependencies : {}),
  }).filter((name) => !isWeb || !buildTools.test(name));
}

/** The nearest one, as Node finds it. */
function placeOf(lock: Lock, from: string, name: string): string | null {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (at === '') return null;
  }
}

/** Every package that what runs at a school needs, by its place in node_modules. */
export function shippedPlaces(lock: Lock): string[] {
  const seen = new Set(products);
  const rootEntry = lock.packages[''] ?? {};
  for (const name of Object.keys(rootEntry.optionalDependencies ?? {})) {
    const place = placeOf(lock, '', name);
    if (place) seen.add(place);
  }
  // A set grows while it is walked: every dependency is visited once.
  for (const path of seen) {
    const entry = lock.packages[path] ?? {};
    if (entry.link && entry.resolved) {
      seen.add(entry.resolved);
      continue;
    }
    for (const name of namesOf(path, entry)) {
      const place = placeOf(lock, path, name);
      if (place) seen.add(place);
    }
  }
  return [...seen].filter((path) => path.includes('node_modules/') && !lock.packages[path]?.link);
}

/** True when that licence (an SPDX expression) lets the product ship as it is. */
export function isAccepted(licence: string): boolean {
  const words = licence.replaceAll(/[()]/g, '').trim();
  if (words.includes(' OR ')) return words.split(' OR ').some(isAccepted);
  return words.split(' AND ').every((part) => accepted.has(part.trim()));
}

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 13);

/** Our own models, made from recordings of others: their cards name every source and its licence. */
export const models: ShippedPart[] = [
  { name: 'sound.onnx', where: 'apps/terminal/models/MODEL-CARD.md' },
  { name: 'words.onnx', where: 'apps/terminal/models/WORDS-MODEL-CARD.md' },
].map((m) => ({ ...m, version: '', licence: 'Apache-2.0', kind: 'model' as const }));

/** What ships, by name; the page Operations, Licences shows it. */
export function shippedParts(lock: Lock): ShippedPart[] {
  const packages = shippedPlaces(lock).map((where) => {
    const { version = '', license = 'unknown' } = lock.packages[where] ?? {};
    return { name: nameOf(where), version, licence: license, where, kind: 'package' as const };
  });
  const byName = (a: ShippedPart, b: ShippedPart) =>
    a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en');
  return [...models, ...packages.toSorted(byName)];
}

/** Parts whose licence is neither accepted nor excepted with a reason. */
export function refusedParts(parts: readonly ShippedPart[]): ShippedPart[] {
  return parts.filter((p) => !isAccepted(p.licence) && exceptions[p.name] === undefined);
}
