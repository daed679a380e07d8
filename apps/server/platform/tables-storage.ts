import type { KeepDays } from '@anyuan/contracts/retention.ts';
import type { Json } from './json-column.ts';

interface StorageSampleTable {
  day: number;
  kind: string;
  bytes: number;
}

interface RetentionRuleTable {
  version: number;
  days: Json<KeepDays>;
  reason: string | null;
  person_id: string;
  at: number;
}

export interface StorageTables {
  retention_rule: RetentionRuleTable;
  storage_sample: StorageSampleTable;
}
