import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { defaultPlan, planSchema } from '@anyuan/contracts/alarm.ts';
import { zoneKinds } from '@anyuan/contracts/terminal.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { verify } from '@node-rs/argon2';
import { type Db, openDb } from '../platform/db.ts';
import { seedId } from './ids.ts';
import {
  demonstrationAccounts,
  demonstrationPassword,
  seedDemonstration,
} from './seed-demonstration.ts';
import { seedForBench } from './seed-for-bench.ts';

const clock = makeTestClock(Date.parse('2026-03-02T08:00:00+08:00'));
let fresh: FreshDatabase;
let db: Db;

before(async () => {
  fresh = await freshDatabase();
  db = openDb(fresh.connection);
  assert.equal(await seedDemonstration({ db }), true);
});

after(async () => {
  await db.close();
  await fresh.drop();
});

test('a second start changes nothing', async () => {
  const count = async () =>
    (await fresh.pool.query('select count(*)::int as n from person')).rows[0].n as number;
  const people = await count();
  assert.equal(await seedDemonstration({ db }), false);
  assert.equal(await count(), people);
});

test('two instances that start together on an empty database seed it once', async () => {
  const empty = await freshDatabase();
  const other = openDb(empty.connection);
  const seeded = await Promise.all([1, 2, 3].map(() => seedDemonstration({ db: other })));
  assert.deepEqual(seeded.toSorted(), [false, false, true]);
  await other.close();
  await empty.drop();
});

test('every post of the default plan is filled every minute of every day at all three schools', async () => {
  const stationPosts = new Set(['communityOfficer', 'stationCommand']);
  const schools = await db.query
    .selectFrom('organisation')
    .selectAll()
    .where('kind', '=', 'school')
    .execute();
  assert.equal(schools.length, 3);
  const rules = await db.query.selectFrom('shift').selectAll().execute();
  for (const school of schools) {
    for (const post of new Set(defaultPlan.tiers.flatMap((tier) => tier.posts))) {
      const at = stationPosts.has(post) ? school.police_parent_id : school.id;
      const filling = rules.filter((r) => r.post === post && r.organisation_id === at);
      assert.ok(filling.length > 0, `${school.name} ${post}`);
      const covered = new Set<number>();
      for (const shift of filling.filter(
        (s) => s.rule === 'FREQ=DAILY' && s.runs_on.length === 4,
      )) {
        for (let m = shift.from_minute; m < shift.to_minute; m++) covered.add(m);
      }
      assert.equal(covered.size, 1440, `${school.name} ${post}`);
    }
  }
});

test('toilets and dormitories are privacy zones; every terminal stands in a zone of its school', async () => {
  const zones = await db.query.selectFrom('place').selectAll().where('kind', '=', 'zone').execute();
  const terminals = await db.query.selectFrom('terminal').selectAll().execute();
  assert.equal(terminals.length, 12);
  for (const zone of zones) {
    assert.ok(zone.zone_kind && zoneKinds.includes(zone.zone_kind));
    assert.equal(zone.privacy, ['toilet', 'dormitory'].includes(zone.zone_kind));
    assert.ok(zone.latitude && zone.longitude);
  }
  for (const terminal of terminals) {
    assert.equal(zones.find((z) => z.id === terminal.zone_id)?.school_id, terminal.school_id);
    assert.equal(terminal.demonstration, true);
  }
  assert.equal(new Set(terminals.map((t) => t.arrival_code)).size, 12);
  assert.equal(terminals.find((t) => t.name.startsWith('T01'))?.id, seedId('terminal/T01'));
});

test('advertised accounts exist, share the printed password, and are plainly invented', async () => {
  const people = await db.query.selectFrom('person').selectAll().execute();
  for (const { login, what } of demonstrationAccounts) {
    assert.ok(
      people.some((p) => p.login === login),
      login,
    );
    assert.ok(what.zh && what.en);
  }
  assert.ok(people.every((p) => p.name.endsWith('示例')));
  assert.equal(new Set(people.map((p) => p.title)).size, people.length, 'titles differ');
  const admin = people.find((p) => p.login === 'admin');
  assert.equal(admin?.must_change_password, true);
  assert.ok(await verify(admin?.password_hash ?? '', demonstrationPassword));
});

test('a bench gets terminals in distinct zones with working secrets, beside the demonstration', async () => {
  const seed = await seedForBench({ db, clock, terminals: 250, schools: 3, consoles: 4 });
  assert.equal(new Set(seed.terminals.map((t) => t.zoneId)).size, 250);
  const [first] = seed.terminals;
  const row = await db.query
    .selectFrom('terminal')
    .selectAll()
    .where('id', '=', first?.id ?? '')
    .executeTakeFirstOrThrow();
  const sha = createHash('sha256')
    .update(first?.secret ?? '')
    .digest();
  assert.deepEqual(row.secret_hash, sha);
  const plans = await db.query.selectFrom('plan').selectAll().execute();
  const own = plans.filter((p) => p.school_id !== null);
  assert.equal(own.length, 3);
  for (const plan of own) assert.equal(planSchema.parse(plan.body).mergeWindowSec, 0);
  const again = await seedForBench({ db, clock, terminals: 250, schools: 3, consoles: 4 });
  assert.notEqual(again.terminals[0]?.secret, first?.secret);
  assert.equal(again.terminals[0]?.id, first?.id);
  const [console1] = again.consoles;
  const person = await db.query
    .selectFrom('person')
    .select('password_hash')
    .where('login', '=', console1?.login ?? '')
    .executeTakeFirstOrThrow();
  assert.ok(await verify(person.password_hash, console1?.password ?? ''));
});
