/** One version of something that a school keeps, a plan or a playbook; without a school it holds for all. */
export interface Version {
  key: string;
  schoolId: string | null;
  /** 0: as shipped. */
  version: number;
  removed: boolean;
  savedAt: number | null;
  savedBy: string | null;
}

/** What an editor has open: something on record, or new. */
export interface Opened<V, D> {
  key: string;
  /** The version that the edit began from; null: new. */
  base: V | null;
  draft: D;
}

/** Whose, and which. */
export interface At {
  schoolId: string;
  key: string;
}

/** How the things of one kind are read, edited and saved. Every change answers with the whole list. */
export interface Kind<V extends Version, D> {
  /** Start of its test ids. */
  name: string;
  newKey(): string;
  draftOf(version: V): D;
  nameOf(draft: D): string;
  fresh(name: string): D;
  copy(draft: D, name: string): D;
  /** Those in use, in their order. */
  inOrder(all: readonly V[]): readonly V[];
  mayRemove(version: V): boolean;
  list(schoolId: string, signal?: AbortSignal): Promise<readonly V[]>;
  versions(at: At, signal: AbortSignal): Promise<readonly V[]>;
  /** @throws ApiError `edit.changedMeanwhile` when `basedOn` is not the newest version. */
  save(at: At, change: { basedOn: number; draft: D }): Promise<readonly V[]>;
  remove(at: At, body: { basedOn: number }): Promise<readonly V[]>;
  restore(at: At, body: { basedOn: number; version: number }): Promise<readonly V[]>;
}

export function openedOf<V extends Version, D>(kind: Kind<V, D>, version: V): Opened<V, D> {
  return { key: version.key, base: version, draft: kind.draftOf(version) };
}

/** The school's own version, or the one for all schools. */
export const ownOf = <V extends Version>(all: readonly V[], key: string): V | undefined =>
  all.find((v) => v.key === key && v.schoolId !== null) ?? all.find((v) => v.key === key);

/** What an edit is based on: what holds for all schools becomes the school's own with its first edit. */
export const basedOnOf = (base: Version | null): number =>
  base === null || base.schoolId === null ? 0 : base.version;

/** Letters and digits; no key of this school is ever used for another thing. */
export const randomKey = (start: string): string =>
  `${start}-${Math.random().toString(36).slice(2, 10)}`;
