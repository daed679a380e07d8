import type { Held, Moved, Successor } from '@anyuan/contracts/leaving.ts';
import type { Tx } from './db.ts';

/** Who hands over on behalf of a person that leaves. */
export interface HandingOver {
  fromId: string;
  byId: string;
  now: number;
}

/** What one slice knows of things that hang on a person. All inside the caller's transaction. */
export interface Holder {
  find(tx: Tx, personId: string, now: number): Promise<Omit<Held, 'organisationName'>[]>;
  move(tx: Tx, held: Successor, by: HandingOver): Promise<Moved>;
  /** False when it was changed since; then nothing of it was. */
  takeBack(tx: Tx, moved: Moved, by: HandingOver): Promise<boolean>;
  /** After the commit: screens and memory. */
  tell(moved: readonly Moved[]): Promise<void>;
}
