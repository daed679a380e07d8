import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FactType } from '@anyuan/contracts/facts.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import fc from 'fast-check';
import { type Db, openDb } from '../platform/db.ts';
import { countFacts, type FactsAsked, findFacts, frequentTypes } from './fact-store.ts';
import type { Cursor } from './query.ts';

let fresh: FreshDatabase;
let db: Db;
const id = (kind: number, n: number) =>
  `00000000-0000-4000-8000-${kind.toString(16).padStart(4, '0')}${n.toString(16).padStart(8, '0')}`;
const schools = Array.from({ length: 4 }, (_, n) => id(1, n));
const people = Array.from({ length: 15 }, (_, n) => id(2, n));
const types: FactType[] = ['alarm.accepted', 'alarm.declined', 'alarm.raised', 'terminal.faulted'];

interface Row {
  id: string;
  at: number;
  type: FactType;
  school: string;
  person: string | null;
}
/** Most facts are of the last people; the first did something long ago alone. */
const rows: Row[] = Array.from({ length: 6_000 }, (_, n) => ({
  id: id(3, n),
  at: 1_000 + Math.floor(n / 2),
  type: types[n % 4] ?? 'alarm.raised',
  school: schools[n % 3] ?? '',
  person: n % 4 === 2 ? null : (people[n < 500 ? n % 5 : 5 + (n % 10)] ?? null),
}));

before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
  await db.pool.query(
    `insert into fact (id, at, type, school_id, body)
     select id, at, type, school, case when person is null then '{}'::jsonb
       else jsonb_build_object('personId', person) end
     from jsonb_to_recordset($1) as r (id uuid, at bigint, type text, school uuid, person text)`,
    [JSON.stringify(rows)],
  );
  await db.pool.query('analyze fact');
});
after(async () => {
  await db?.close();
  await fresh?.drop();
});

const someOf = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 });
const questions = fc.record({
  schoolIds: someOf(schools),
  types: someOf(types),
  personIds: fc.option(someOf(people)),
  limit: fc.constantFrom(1, 51, 200),
  from: fc.nat(3_500),
});

/** What reading all of them finds. */
function readAll(asked: FactsAsked): Row[] {
  const [scope] = asked.scopes;
  const isAsked = (r: Row) =>
    scope?.schoolIds.includes(r.school) &&
    scope.types.includes(r.type) &&
    r.at >= asked.fromAt &&
    (asked.personIds === null || asked.personIds.includes(r.person ?? ''));
  return rows.filter(isAsked).toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

test('whichever index is asked, the pages are those that reading all facts gives', async () => {
  await fc.assert(
    fc.asyncProperty(questions, async ({ schoolIds, types, personIds, limit, from }) => {
      const asked: FactsAsked = {
        ...{ scopes: [{ schoolIds, types, ofIncidents: false }], personIds, limit },
        ...{ lines: { school: [], police: [] }, text: '', fromAt: from, toAt: 9e15, after: null },
      };
      const all = readAll(asked);
      const first = await findFacts(db.query, asked);
      assert.deepEqual(
        first.map((r) => r.id),
        all.slice(0, limit).map((r) => r.id),
      );
      const last = first.at(-1);
      const after: Cursor | null = last ? { at: last.at, id: last.id } : null;
      const next = after ? await findFacts(db.query, { ...asked, after }) : [];
      assert.deepEqual(
        next.map((r) => r.id),
        all.slice(limit, 2 * limit).map((r) => r.id),
      );
      const count = await countFacts(db.query, asked);
      assert.equal(count.more ? null : count.rows, count.more ? null : all.length);
    }),
    { numRuns: 60 },
  );
});

test('neither index of facts that are found by name or type holds what the intake writes', async () => {
  const { rows: found } = await db.pool.query<{ indexdef: string }>(
    `select indexdef from pg_indexes where indexname in ('fact_named', 'fact_rare') order by 1`,
  );
  const [named = '', rare = ''] = found.map((r) => r.indexdef);
  assert.match(named, /personId.*IS NOT NULL/);
  const leftOut = [...rare.matchAll(/'([^']+)'::text/g)].map(([, type]) => type);
  assert.deepEqual(leftOut, frequentTypes, 'only a list of the same order lets the index be used');
});
