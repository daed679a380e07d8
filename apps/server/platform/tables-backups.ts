import type {
  BackupFailure,
  BackupKind,
  BackupProgress,
  BackupResult,
} from '@anyuan/contracts/backup.ts';
import type { ColumnType } from 'kysely';

/** jsonb that may be null. */
type MaybeJson<T> = ColumnType<T | null, string | null, string | null>;

interface BackupRunTable {
  id: string;
  kind: BackupKind;
  cause: 'schedule' | 'person' | 'command';
  person_id: string | null;
  state: 'running' | 'good' | 'failed';
  started_at: number;
  ended_at: number | null;
  progress: MaybeJson<BackupProgress>;
  result: MaybeJson<BackupResult>;
  failure: MaybeJson<BackupFailure>;
}

export interface BackupTables {
  backup_run: BackupRunTable;
}
