import { Refusal } from '@anyuan/contracts/errors.ts';
import { localDay } from '@anyuan/core/roster/local-time.ts';
import { type SqlBool, sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Holder } from '../platform/successors.ts';
import * as store from './store.ts';

const dayMs = 86_400_000;

interface Options {
  announce(tx: Tx): Promise<void>;
}

/** The leaver's place in every group, given to the successor, who stands in none twice. */
export const handedOver = (rotation: readonly string[][], fromId: string, toId: string) =>
  rotation.map((group) => [...new Set(group.map((id) => (id === fromId ? toId : id)))]);

/** Would nobody be left in a group of these people when one goes? */
export const emptiedBy = (rotation: readonly string[][], fromId: string, inactive: Set<string>) =>
  rotation.some(
    (group) => group.includes(fromId) && !group.some((id) => id !== fromId && !inactive.has(id)),
  );

async function need(tx: Tx, shiftId: string) {
  const first = await store.findShift(tx, shiftId);
  if (!first || first.removedAt) throw new Refusal('leaving.changedSince');
  await store.lockRoster(tx, first.shift.organisationId);
  const found = await store.findShift(tx, shiftId);
  if (!found || found.removedAt) throw new Refusal('leaving.changedSince');
  return found.shift;
}

/** Shifts in whose rotation somebody stands. */
export function makeShiftHolder({ announce }: Options): Holder {
  return {
    async find(tx, personId) {
      const inactive = new Set(await store.findInactive(tx));
      const shifts = (await store.findShifts(tx)).filter((s) =>
        s.rotation.flat().includes(personId),
      );
      return shifts.map(({ id, organisationId, name, rotation }) => ({
        ...{ kind: 'shift', id, organisationId, name },
        emptied: emptiedBy(rotation, personId, inactive),
      }));
    },
    async move(tx, held, { fromId }) {
      const shift = await need(tx, held.id);
      const rotation = handedOver(shift.rotation, fromId, held.toId);
      await store.saveShift(tx, { ...shift, rotation, version: shift.version + 1 });
      await announce(tx);
      return { ...held, before: JSON.stringify(shift.rotation) };
    },
    markOf: async (tx, { id }) => String((await need(tx, id)).version),
    async takeBack(tx, moved) {
      const shift = await need(tx, moved.id);
      const rotation = JSON.parse(moved.before) as string[][];
      await store.saveShift(tx, { ...shift, rotation, version: shift.version + 1 });
      await announce(tx);
    },
    tell: async () => {},
  };
}

/** Single days on which somebody stands in, and leaves of others whose substitute they are. */
export function makeDayHolder(kind: 'dutyChange' | 'substitute', options: Options): Holder {
  const isChange = kind === 'dutyChange';
  const table = isChange ? ('duty_change' as const) : ('leave' as const);
  const column = isChange ? ('in_id' as const) : ('substitute_id' as const);
  const change = async (tx: Tx, at: { id: string; fromId: string; toId: string }) => {
    const row = await tx
      .updateTable(table)
      .set({ [column]: at.toId })
      .where('id', '=', at.id)
      .where(sql.ref<string>(column), '=', at.fromId)
      .where('cancelled_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!row) throw new Refusal('leaving.changedSince');
    await options.announce(tx);
  };
  return {
    async find(tx, personId, now) {
      const ahead = isChange
        ? sql<SqlBool>`day >= ${localDay(now - dayMs, 'Asia/Shanghai')}`
        : sql<SqlBool>`to_at > ${now}::bigint`;
      const rows = await tx
        .selectFrom(table)
        .select(['id', 'organisation_id'])
        .select(
          isChange
            ? sql<string>`day`.as('what')
            : sql<string>`to_char(to_timestamp(from_at / 1000.0), 'YYYY-MM-DD')`.as('what'),
        )
        .where(sql.ref<string>(column), '=', personId)
        .where('cancelled_at', 'is', null)
        .where(ahead)
        .execute();
      return rows.map(({ id, organisation_id: organisationId, what }) => ({
        ...{ kind, id, organisationId, name: what, emptied: true },
      }));
    },
    async move(tx, held, { fromId }) {
      await change(tx, { id: held.id, fromId, toId: held.toId });
      return { ...held, before: fromId };
    },
    async markOf(tx, { id }) {
      const row = await tx
        .selectFrom(table)
        .select(sql<string>`${sql.ref(column)}`.as('holder'))
        .where('id', '=', id)
        .where('cancelled_at', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      return row?.holder ?? null;
    },
    takeBack: (tx, moved) => change(tx, { id: moved.id, fromId: moved.toId, toId: moved.before }),
    tell: async () => {},
  };
}
