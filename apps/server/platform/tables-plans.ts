import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { PlanWhen } from '@anyuan/contracts/plan.ts';
import type { Playbook, StepState } from '@anyuan/contracts/playbook.ts';
import type { ColumnType, Generated } from 'kysely';
import type { Json } from './json-column.ts';

interface PlanTable {
  id: string;
  school_id: string | null;
  key: Generated<string>;
  version: Generated<number>;
  matches: ColumnType<PlanWhen, string | undefined, string>;
  body: Json<Plan>;
  created_at: number;
  author_id: string | null;
  removed: Generated<boolean>;
}

interface PositionSharingTable {
  person_id: string;
  since: number;
}

interface PlaybookTable {
  id: string;
  school_id: string | null;
  key: string;
  version: number;
  body: Json<Playbook>;
  created_at: number;
  author_id: string | null;
  removed: Generated<boolean>;
}

interface PlaybookRunTable {
  alarm_id: string;
  school_id: string;
  zone_id: string;
  version: number;
  playbook: Json<Playbook>;
  opened_at: number;
  ended_at: number | null;
  steps: Json<StepState[]>;
  due_at: number | null;
}

/** Plans, playbooks and the sharing of positions (db/migrations/0004_plans.sql). */
export interface PlanTables {
  plan: PlanTable;
  position_sharing: PositionSharingTable;
  playbook: PlaybookTable;
  playbook_run: PlaybookRunTable;
}
