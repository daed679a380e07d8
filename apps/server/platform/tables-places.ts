import type { FloorPlan, PictureMedia, PlaceState } from '@anyuan/contracts/places.ts';
import type { ColumnType } from 'kysely';
import type { Json } from './json-column.ts';

interface PlaceChangeTable {
  id: string;
  school_id: string;
  place_id: string;
  at: number;
  person_id: string | null;
  before: ColumnType<PlaceState | null, string | null, never>;
  after: Json<PlaceState>;
}

interface PictureTable {
  id: string;
  school_id: string;
  media: PictureMedia;
  width: number;
  height: number;
  bytes: number;
  added_at: number;
  added_by: string | null;
}

interface FloorPlanTable {
  id: string;
  school_id: string;
  place_id: string;
  version: number;
  body: Json<FloorPlan>;
  saved_at: number;
  saved_by: string | null;
}

interface PlanPointTable {
  id: string;
  school_id: string;
  place_id: string;
  kind: 'camera' | 'dutyPost' | 'patrolPoint';
  name: string;
  url: string | null;
  archived_at: number | null;
}

export interface PlaceTables {
  place_change: PlaceChangeTable;
  picture: PictureTable;
  floor_plan: FloorPlanTable;
  plan_point: PlanPointTable;
}
