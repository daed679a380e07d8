import type { ColumnType } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

/** As the console saved it last, secrets included. */
interface ChannelTable {
  kind: string;
  enabled: boolean;
  settings: Json<Record<string, string | number | boolean>>;
  updated_at: number;
}

/** Append only; without secrets, see its migration. */
interface ChannelVersionTable {
  kind: string;
  version: number;
  enabled: boolean;
  settings: Json<Record<string, string | number | boolean>>;
  secrets: Json<Record<string, number>>;
  person_id: string | null;
  at: number | null;
}

export interface ChannelTables {
  channel: ChannelTable;
  channel_version: ChannelVersionTable;
}
