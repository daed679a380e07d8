import type { Generated } from 'kysely';
import type { Json } from './json-column.ts';

interface AuditTable {
  id: Generated<number>;
  at: number;
  person_id: string | null;
  action: string;
  subject: string;
  detail: Json<Record<string, unknown>>;
}

interface SealTable {
  number: number;
  from_at: number;
  to_at: number;
  facts: number;
  facts_digest: string;
  audits: number;
  audits_digest: string;
  previous: string;
  hash: string;
  sealed_at: number;
}

export interface AuditTables {
  audit: AuditTable;
  seal: SealTable;
}
