import type { KeepDays } from '@anyuan/contracts/retention.ts';
import type { RetentionPreview } from '@anyuan/contracts/routes/retention.ts';
import type { Db } from '../platform/db.ts';
import { countDueParts } from '../quick-report/store.ts';
import { countDueClips, keepOf } from '../recordings/store.ts';
import { makeRetentionRules, type RetentionRules } from '../retention/rule.ts';
import { countRecords } from '../retention/store.ts';
import type { Ground } from './ground.ts';

const dayMs = 86_400_000;

/** What is due lies with several slices. */
async function countDue(query: Db['query'], days: KeepDays, at: number): Promise<RetentionPreview> {
  const before = (kept: number) => at - kept * dayMs;
  const [records, quickReports, clips] = await Promise.all([
    countRecords(query, {
      alarms: before(days.alarms),
      messages: before(days.messages),
      audit: before(days.audit),
      tickets: before(days.tickets),
    }),
    countDueParts(query, before(days.quickReports)),
    countDueClips(query, { keep: keepOf(days), now: at }),
  ]);
  return { ...records, quickReports, ...clips };
}

export function composeRetention({ db, clock, settings }: Ground): RetentionRules {
  return makeRetentionRules({
    ...{ db, clock, settings },
    countDue: (days, at) => countDue(db.query, days, at),
  });
}
