import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Held, HeldKind, Moved, Successor } from '@anyuan/contracts/leaving.ts';
import { mayManage } from '@anyuan/core/people/manage.ts';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { HandingOver, Holder, LeaverSwaps } from '../platform/successors.ts';
import type { Who } from '../platform/who.ts';
import type { DirectoryOptions } from './service.ts';
import * as store from './store.ts';

export interface LeavingOptions extends DirectoryOptions {
  holders: Readonly<Record<HeldKind, Holder>>;
  organisationName(id: string): string;
  swaps: LeaverSwaps;
}

/** Later than this somebody else has come to rely on it. */
const undoWithinMs = 86_400_000;

const stateOf = (r: store.PersonRecord) => {
  const { id: _i, version: _v, mustChangePassword: _m, sortKey: _s, ...state } = r;
  return state;
};

/** People at these organisations who could take something over. */
function findCandidates(db: store.Query, organisationIds: readonly string[], exceptId: string) {
  return db
    .selectFrom('person')
    .innerJoin('role_assignment as ra', 'ra.person_id', 'person.id')
    .select(['person.id', 'person.name', 'ra.organisation_id as organisationId'])
    .distinct()
    .where('ra.organisation_id', '=', sql<string>`any(${organisationIds}::uuid[])`)
    .where('person.active', '=', true)
    .where('person.id', '<>', exceptId)
    .orderBy('person.name')
    .execute();
}

async function countOf(db: store.Query, table: 'session' | 'push_subscription', id: string) {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)} where person_id = ${id}::uuid`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Those that somebody added, and those of the account itself. */
async function countAddresses(db: store.Query, id: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select address from contact where person_id = ${id}::uuid
      union select unnest(array[phone, email]) from person where id = ${id}::uuid) a
    where address <> ''`.execute(db);
  return rows[0]?.n ?? 0;
}

/** 离岗: hands over what hangs on a person, ends the account, and takes all of it back as one. */
export function makeLeaving(options: LeavingOptions) {
  const { db, clock, facts, holders } = options;

  const heldBy = async (tx: Tx, personId: string): Promise<Held[]> => {
    const found: Held[] = [];
    for (const holder of Object.values(holders)) {
      for (const held of await holder.find(tx, personId, clock.now())) {
        const organisationName = options.organisationName(held.organisationId);
        found.push({ successorIds: null, ...held, organisationName });
      }
    }
    return found;
  };

  const locked = async (tx: Tx, who: Who, id: string) => {
    const person = await store.lockPerson(tx, id);
    if (!person) throw new Refusal('subject.unknown');
    if (!mayManage(who, person.assignments)) throw new Refusal('person.notYours');
    return person;
  };

  const setActive = async (tx: Tx, who: Who, before: store.PersonRecord, active: boolean) => {
    const after = { ...stateOf(before), active };
    await store.updatePerson(tx, before.id, after);
    const at = clock.now();
    const change = { personId: before.id, at, byId: who.personId };
    await store.insertChange(tx, { ...change, before: stateOf(before), after });
  };

  /** Everything that is handed over, to people who serve there. Refuses what leaves a post empty unsaid. */
  const moveAll = async (
    tx: Tx,
    by: HandingOver,
    { successors, acceptEmpty }: { successors: readonly Successor[]; acceptEmpty: boolean },
  ): Promise<Moved[]> => {
    const held = await heldBy(tx, by.fromId);
    const candidates = await findCandidates(
      tx,
      held.map((h) => h.organisationId),
      by.fromId,
    );
    const moved: Omit<Moved, 'mark'>[] = [];
    for (const item of held) {
      const given = successors.find((s) => s.kind === item.kind && s.id === item.id);
      if (!given) {
        if (item.emptied && !acceptEmpty)
          throw new Refusal('leaving.leavesEmpty', { name: item.name });
        continue;
      }
      const mayTake = candidates.some(
        (c) => c.id === given.toId && c.organisationId === item.organisationId,
      );
      if (!mayTake) throw new Refusal('leaving.notThere', { name: item.name });
      moved.push(await holders[item.kind].move(tx, given, by));
    }
    return marked(tx, moved);
  };

  const marked = async (tx: Tx, moved: readonly Omit<Moved, 'mark'>[]): Promise<Moved[]> => {
    const all: Moved[] = [];
    for (const one of moved) {
      const mark = await holders[one.kind].markOf(tx, one);
      if (mark === null) throw new Refusal('leaving.changedSince');
      all.push({ ...one, mark });
    }
    return all;
  };

  const told = async (personId: string, ended: readonly string[], moved: readonly Moved[]) => {
    options.onChanged(personId, ended);
    await options.refreshHeld();
    for (const [kind, own] of Map.groupBy(moved, (m) => m.kind)) await holders[kind].tell(own);
  };

  return {
    async show(who: Who, id: string) {
      return db.query.transaction().execute(async (tx) => {
        const person = await locked(tx, who, id);
        const held = await heldBy(tx, id);
        const at = [...new Set(held.map((h) => h.organisationId))];
        return {
          version: person.version,
          held,
          swaps: await options.swaps.find(tx, id, clock.now()),
          candidates: await findCandidates(tx, at, id),
          sessions: await countOf(tx, 'session', id),
          addresses: (await countAddresses(tx, id)) + (await countOf(tx, 'push_subscription', id)),
        };
      });
    },
    async leave(
      who: Who,
      id: string,
      given: { basedOn: number; successors: Successor[]; acceptEmpty: boolean },
    ): Promise<void> {
      const { ended, moved } = await db.query.transaction().execute(async (tx) => {
        const person = await locked(tx, who, id);
        if (person.version !== given.basedOn || !person.active)
          throw new Refusal('edit.changedMeanwhile');
        const isAdministrator = person.assignments.some((a) => a.role === 'administrator');
        if (isAdministrator && (await store.countAdministrators(tx, id)) === 0)
          throw new Refusal('person.lastAdministrator');
        const by = { fromId: id, byId: who.personId, now: clock.now() };
        const moved = await moveAll(tx, by, given);
        const swaps = await options.swaps.end(tx, id, by.now);
        await setActive(tx, who, person, false);
        const what = { personId: id, byId: who.personId, moved, swaps };
        const fact = { type: 'person.left', ...what } as const;
        await facts.append(tx, [{ at: by.now, schoolId: null, fact }]);
        return { ended: await store.endSessions(tx, id), moved };
      });
      await told(id, ended, moved);
    },
    /** Refuses with `leaving.changedSince`; then nothing is taken back. */
    async undo(who: Who, id: string): Promise<void> {
      const moved = await db.query.transaction().execute(async (tx) => {
        const person = await locked(tx, who, id);
        const left = await findLeft(tx, id, clock.now() - undoWithinMs);
        if (!left || person.active) throw new Refusal('leaving.changedSince');
        const by = { fromId: id, byId: who.personId, now: clock.now() };
        const now = await marked(tx, left.moved);
        if (now.some(({ mark }, i) => mark !== left.moved[i]?.mark))
          throw new Refusal('leaving.changedSince');
        for (const one of left.moved.toReversed()) await holders[one.kind].takeBack(tx, one, by);
        await options.swaps.reopen(tx, left.swaps, { endedAt: left.at, now: by.now });
        await setActive(tx, who, person, true);
        const fact = { type: 'person.returned', personId: id, byId: who.personId } as const;
        await facts.append(tx, [{ at: by.now, schoolId: null, fact }]);
        return left.moved;
      });
      await told(id, [], moved);
    },
  };
}

interface Left {
  at: number;
  moved: Moved[];
  swaps: string[];
}

/** What was handed over and ended when this person last left. */
async function findLeft(tx: Tx, personId: string, since: number): Promise<Left | null> {
  const { rows } = await sql<{ at: number; moved: Moved[] | null; swaps: string[] | null }>`
    select at, body -> 'moved' as moved, body -> 'swaps' as swaps from fact
    where at >= ${since}::bigint and type in ('person.left', 'person.returned')
      and body ->> 'personId' = ${personId}
    order by at desc, id desc limit 1`.execute(tx);
  const [last] = rows;
  return last?.moved ? { at: last.at, moved: last.moved, swaps: last.swaps ?? [] } : null;
}
