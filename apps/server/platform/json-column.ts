import type { ColumnType } from 'kysely';

/** jsonb: parsed on the way out, a JSON string on the way in (see `json`). */
export type Json<T> = ColumnType<T, string, string>;
