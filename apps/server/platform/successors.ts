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
  move(tx: Tx, held: Successor, by: HandingOver): Promise<Omit<Moved, 'mark'>>;
  /** How it stands, locked; null when it is gone. One row may hold several: asked once all of them were moved. */
  markOf(tx: Tx, moved: Omit<Moved, 'mark'>): Promise<string | null>;
  takeBack(tx: Tx, moved: Moved, by: HandingOver): Promise<void>;
  /** After the commit: screens and memory. */
  tell(moved: readonly Moved[]): Promise<void>;
}
