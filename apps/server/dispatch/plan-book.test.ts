import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import type { PlanWhen } from '@anyuan/contracts/plan.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import pino from 'pino';
import { v7 } from 'uuid';
import { type Db, json, openDb } from '../platform/db.ts';
import { makeFacts } from '../platform/facts.ts';
import { seedId } from '../seed/ids.ts';
import { seedDemonstration } from '../seed/seed-demonstration.ts';
import { makePlanBook } from './plan-book.ts';
import { makePlans } from './plan-service.ts';

const clock = makeTestClock(Date.parse('2026-03-02T08:00:00+08:00'));
const fallbackPlan = { ...defaultPlan, name: '出厂' };
const schoolId = seedId('school/2');
const personId = seedId('person/leader2');
const scream = {
  kind: 'scream' as const,
  alarmKind: 'actual' as const,
  confidence: 3,
  zoneKind: 'toilet' as const,
  dayKind: 'schoolDay' as const,
  minute: 600,
};
let fresh: FreshDatabase;
let db: Db;
const book = () => makePlanBook({ db, log: pino({ level: 'silent' }), fallbackPlan });

before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
  await seedDemonstration({ db });
});
after(async () => {
  await db.close();
  await fresh.drop();
});

test('the newest version counts; a damaged one never silences a school', async () => {
  const insert = (version: number, body: unknown) =>
    db.query
      .insertInto('plan')
      .values({ id: v7(), school_id: schoolId, version, body: json(body), created_at: version })
      .execute();
  await insert(1, { ...defaultPlan, name: '旧' });
  await insert(2, { ...defaultPlan, name: '新' });
  await insert(3, { name: '坏', version: 'x' });
  const plans = book();
  assert.equal(plans.choose(schoolId, scream).name, '出厂', 'constructors do nothing');
  await plans.refresh();
  assert.deepEqual(
    [plans.choose(schoolId, scream).name, plans.choose(schoolId, scream).version],
    ['新', 2],
  );
  assert.equal(plans.choose(seedId('school/1'), scream).name, '出厂');
});

test('edited, removed, restored: every version stays, with who and when', async () => {
  const plans = book();
  const facts = makeFacts(new Map());
  const service = makePlans({ db, clock, facts, book: plans, fallbackPlan });
  const { version: _version, ...plan } = { ...defaultPlan, name: '夜间尖叫' };
  const when: PlanWhen = { kinds: ['scream'] };
  const edit = { schoolId, key: 'night', personId };
  await service.save({ ...edit, basedOn: 0, when, plan });
  assert.equal(plans.choose(schoolId, scream).name, '夜间尖叫');
  await assert.rejects(
    () => service.save({ ...edit, basedOn: 0, when, plan }),
    /edit.changedMeanwhile/,
  );
  await service.save({ ...edit, basedOn: 1, when, plan: { ...plan, name: '改' } });
  await service.remove({ ...edit, basedOn: 2 });
  assert.equal(plans.choose(schoolId, scream).name, '新');
  await service.restore({ ...edit, basedOn: 3, version: 1 });
  const chosen = plans.choose(schoolId, scream);
  assert.deepEqual([chosen.name, chosen.version], ['夜间尖叫', 4]);
  const versions = await service.versions(schoolId, 'night');
  assert.deepEqual(
    versions.map((v) => [v.version, v.removed, v.savedBy]),
    [4, 3, 2, 1].map((n) => [n, n === 3, '郑示例']),
  );
  await assert.rejects(
    () => service.save({ ...edit, key: 'other', basedOn: 0, when, plan }),
    /plan.overlaps/,
  );
  await assert.rejects(
    () => service.remove({ schoolId, key: 'default', personId, basedOn: 3 }),
    /plan.isDefault/,
  );
});
