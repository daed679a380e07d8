import type { Clock } from '@anyuan/contracts/clock.ts';
import { type Spoken, spokenSchema } from '@anyuan/contracts/speak.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import { findSchoolOfAlarm, markHeard, markUnspoken } from './spoken-store.ts';

export interface SpokenOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
}

/** What terminals report of what they were asked to say: heard is delivered, not said is failed. */
export function linkSpoken(link: TerminalLink, options: SpokenOptions): void {
  link.on('spoken', async ({ terminalId, payload }) => {
    const spoken = parse(payload);
    if (spoken) await take(options, terminalId, spoken);
    else options.log.warn({ terminalId }, 'unreadable report of a terminal ignored');
  });
}

function parse(payload: Buffer): Spoken | null {
  try {
    return spokenSchema.safeParse(JSON.parse(payload.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

async function take(
  { db, clock, facts }: SpokenOptions,
  terminalId: string,
  { id, outcome, reason }: Spoken,
): Promise<void> {
  const now = clock.now();
  if (outcome !== 'notSpoken') {
    const note = outcome === 'promptInstead' ? 'promptInstead' : null;
    return markHeard(db.query, { id, terminalId, now, note });
  }
  const error = reason ?? 'speakerFailed';
  await db.query.transaction().execute(async (tx) => {
    const failed = await markUnspoken(tx, { id, terminalId, now, error });
    // A loudspeaker carries no notices: what it was to say is always about an alarm.
    if (!failed?.alarm_id) return;
    const schoolId = await findSchoolOfAlarm(tx, failed.alarm_id);
    const fact = {
      type: 'notification.failed' as const,
      alarmId: failed.alarm_id,
      notificationId: id,
      channel: 'speaker',
      error,
    };
    await facts.append(tx, [{ at: now, schoolId, fact }]);
  });
}
