import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { confirm } from './confirmation-store.ts';
import type { MyRosters } from './my-roster.ts';

/** A duty may be confirmed this long before it begins. */
const earlyMs = 30 * 60_000;

export interface ConfirmationOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  my: MyRosters;
  schoolIdOf(organisationId: string): string | null;
}

/** "I am on duty": one tap at the start of the shift. */
export function makeConfirmations(options: ConfirmationOptions) {
  const { db, clock, facts, my } = options;
  return {
    /** Refuses what is not this person's duty, or is not yet or no longer. */
    async confirm(personId: string, at: { shiftId: string; day: string }): Promise<void> {
      const now = clock.now();
      const duty = my
        .dutiesOf(personId, now, now + earlyMs)
        .find((d) => d.shiftId === at.shiftId && d.day === at.day);
      if (!duty) throw new Refusal('duty.notTheirs');
      const { shiftId, day, organisationId } = duty;
      await db.query.transaction().execute(async (tx) => {
        await confirm(tx, duty, now);
        const fact = { type: 'duty.confirmed', organisationId, personId, shiftId, day } as const;
        await facts.append(tx, [{ at: now, schoolId: options.schoolIdOf(organisationId), fact }]);
      });
    },
  };
}
export type Confirmations = ReturnType<typeof makeConfirmations>;
