import { Refusal } from '@anyuan/contracts/errors.ts';
import {
  type HealthEventType,
  healthEventTypes,
  type TerminalHistory,
} from '@anyuan/contracts/routes/terminals.ts';
import { onlinePart } from '@anyuan/core/devices/online-part.ts';
import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { findTerminal } from './store.ts';

const historyMs = 30 * 24 * 3_600_000;
/** A terminal whose network comes and goes all day has more; the newest tell enough. */
const eventsMax = 2000;

interface Row {
  at: number;
  type: HealthEventType;
  code: string | null;
}

/** What happened to a terminal in the last 30 days, from the record itself. Throws `subject.unknown`. */
export async function readHistory(
  db: Db,
  terminalId: string,
  now: number,
): Promise<TerminalHistory> {
  const terminal = await findTerminal(db.query, terminalId);
  if (!terminal) throw new Refusal('subject.unknown');
  const oldest = now - historyMs;
  const { rows } = await sql<Row>`
    select at, type, coalesce(body ->> 'code', body ->> 'outcome') as code from fact
    where at >= ${oldest} and school_id = ${terminal.school_id}
      and type = any(${sql.val([...healthEventTypes])}::text[])
      and body ->> 'terminalId' = ${terminalId}
    order by at desc limit ${eventsMax}`.execute(db.query);
  const fromAt = Math.max(oldest, terminal.enrolled_at ?? oldest);
  const presence = rows
    .filter((r) => r.type === 'terminal.online' || r.type === 'terminal.offline')
    .map((r) => ({ at: r.at, online: r.type === 'terminal.online' }))
    .filter((r) => r.at >= fromAt)
    .toReversed();
  const part = onlinePart({ fromAt, now, events: presence, state: terminal.state });
  return { fromAt, now, onlinePart: part, events: rows };
}
