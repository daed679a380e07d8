import type { Moved } from './leaving.ts';
import type { PersonState } from './people.ts';

/** Facts of people and organisations. Part of the closed union in facts.ts. */
export type PeopleFact =
  | {
      type: 'person.changed';
      personId: string;
      byId: string;
      /** Null: made by this change. */
      before: PersonState | null;
      after: PersonState;
    }
  /** Everything that changed hands with it. */
  /** `swaps`: requests that were withdrawn or sent back with it; none in facts of old. */
  | { type: 'person.left'; personId: string; byId: string; moved: Moved[]; swaps?: string[] }
  | { type: 'person.returned'; personId: string; byId: string }
  | { type: 'person.passwordReset'; personId: string; byId: string }
  | {
      type: 'organisation.changed';
      organisationId: string;
      byId: string;
      before: OrganisationState | null;
      after: OrganisationState;
    }
  | { type: 'people.imported'; importId: string; byId: string; created: number; changed: number }
  | {
      type: 'people.importTakenBack';
      importId: string;
      byId: string;
      removed: number;
      restored: number;
      kept: number;
    };

export interface OrganisationState {
  name: string;
  policeParentId: string | null;
  educationParentId: string | null;
  archived: boolean;
}
