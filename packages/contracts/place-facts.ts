import type { PlaceState } from './places.ts';

/** Facts of places. Part of the closed union in facts.ts. */
export type PlaceFact =
  | {
      type: 'place.changed';
      placeId: string;
      personId: string;
      /** Null: made by this change. */
      before: PlaceState | null;
      after: PlaceState;
    }
  | { type: 'floorPlan.saved'; placeId: string; personId: string; version: number }
  | {
      type: 'terminal.registered' | 'terminal.renamed' | 'terminal.removed' | 'terminal.restored';
      terminalId: string;
      personId: string;
      name: string;
      zoneId: string;
    };
