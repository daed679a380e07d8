import type { Held, Moved, Successor, WaitingSwap } from '@anyuan/contracts/leaving.ts';
import type { Tx } from './db.ts';

/** Who hands over on behalf of a person that leaves. */
export interface HandingOver {
  fromId: string;
  byId: string;
  now: number;
}

/** Requests between two people that nobody answers once one of them has left. All inside the caller's transaction. */
export interface LeaverSwaps {
  find(tx: Tx, personId: string, now: number): Promise<WaitingSwap[]>;
  /** Withdraws theirs and sends back those asked of them; gives the ids. */
  end(tx: Tx, personId: string, now: number): Promise<string[]>;
  /** Those of these that nothing came in between of wait again. */
  reopen(tx: Tx, ids: readonly string[], at: { endedAt: number; now: number }): Promise<void>;
}

/** As its slice finds it; without `successorIds` it can go to anybody who serves there. */
export type FoundHeld = Omit<Held, 'organisationName' | 'successorIds'> &
  Partial<Pick<Held, 'successorIds'>>;

/** What one slice knows of things that hang on a person. All inside the caller's transaction. */
export interface Holder {
  find(tx: Tx, personId: string, now: number): Promise<FoundHeld[]>;
  move(tx: Tx, held: Successor, by: HandingOver): Promise<Omit<Moved, 'mark'>>;
  /** How it stands, locked; null when it is gone. One row may hold several: asked once all of them were moved. */
  markOf(tx: Tx, moved: Omit<Moved, 'mark'>): Promise<string | null>;
  takeBack(tx: Tx, moved: Moved, by: HandingOver): Promise<void>;
  /** After the commit: screens and memory. */
  tell(moved: readonly Moved[]): Promise<void>;
}
