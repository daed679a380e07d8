import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { shardOf } from '@anyuan/contracts/topics.ts';
import fc from 'fast-check';
import { seedId } from '../seed/ids.ts';
import { makeWorld, type World } from '../seed/test-world.ts';
import type { EnrolmentRequest } from './enrolment.ts';
import { isTerminalId, makeCode, normaliseCode } from './enrolment-code.ts';

const t01 = seedId('terminal/T01');
const t02 = seedId('terminal/T02');
const admin = seedId('person/admin');
let world: World;
let addresses = 0;
let from: string;

before(async () => {
  world = await makeWorld();
});
after(() => world.end());
// The throttle counts by address: each test comes from one of its own.
beforeEach(() => {
  from = `192.0.2.${++addresses}`;
});

const enrol = (request: Partial<EnrolmentRequest>) =>
  world.devices.enrolTerminal({ address: from, isLocal: false, hostname: 'school', ...request });

const refused = (work: Promise<unknown>, code: string) =>
  assert.rejects(work, (error) => error instanceof Refusal && error.code === code);

test('a code is redeemed once, for credentials that work at the broker and over HTTP', async () => {
  const { code } = await world.devices.makeEnrolmentCode(t01, admin);
  const typed = ` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)}`;
  const enrolment = await enrol({ code: typed });
  assert.equal(enrolment.terminalId, t01);
  assert.equal(enrolment.shard, shardOf(t01));
  assert.equal(enrolment.mqttUrl, 'mqtt://school:1883');
  const { authenticateTerminal, authenticateBearer } = world.credentials;
  assert.equal(await authenticateTerminal(t01, enrolment.secret), true);
  assert.equal(await authenticateBearer(`${t01}.${enrolment.secret}`), t01);
  assert.equal(await authenticateTerminal(t02, enrolment.secret), false);
  await refused(enrol({ code }), 'enrolment.wrongCode');
  await world.devices.idle();
  assert.equal(world.link.last(t01, 'config')?.place, '西街校区 · 教学楼 1 层 · 东侧走廊');
  assert.deepEqual(await world.facts(), ['terminal.enrolled']);
  const audit = await world.db.query.selectFrom('audit').selectAll().orderBy('id').execute();
  assert.deepEqual(
    audit.map((a) => [a.action, a.person_id, a.subject]),
    [
      ['terminal.codeMade', admin, t01],
      ['terminal.enrolled', null, t01],
    ],
  );
});

test('of many who redeem one code at the same moment exactly one wins', async () => {
  const { code } = await world.devices.makeEnrolmentCode(t02, admin);
  const attempts = Array.from({ length: 8 }, (_, i) => enrol({ code, address: `race-${i}` }));
  const outcomes = await Promise.allSettled(attempts);
  const winners = outcomes.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
  assert.equal(winners.length, 1);
  const secret = winners[0]?.secret ?? '';
  assert.equal(await world.credentials.authenticateTerminal(t02, secret), true);
});

test('making and redeeming codes of one terminal at once never deadlocks', async () => {
  const first = await world.devices.makeEnrolmentCode(t02, admin);
  const work = Array.from({ length: 6 }, (_, i) => [
    enrol({ code: first.code, address: `mixed-${i}` }).catch(() => null),
    world.devices.makeEnrolmentCode(t02, admin),
  ]).flat();
  await Promise.all(work);
  const usable = await world.db.query
    .selectFrom('enrolment_code')
    .select('code_hash')
    .where('terminal_id', '=', t02)
    .where('used_at', 'is', null)
    .where('expires_at', '>', world.clock.now())
    .execute();
  assert.equal(usable.length, 1);
});

test('a newer code ends the older; a day ends both', async () => {
  const older = await world.devices.makeEnrolmentCode(t01, admin);
  const newer = await world.devices.makeEnrolmentCode(t01, admin);
  await refused(enrol({ code: older.code }), 'enrolment.wrongCode');
  world.clock.jump(24 * 3600 * 1000);
  await refused(enrol({ code: newer.code }), 'enrolment.wrongCode');
});

test('an enrolment ends the credential before it, also one that was in memory', async () => {
  const first = await enrol({ code: (await world.devices.makeEnrolmentCode(t01, admin)).code });
  assert.equal(await world.credentials.authenticateTerminal(t01, first.secret), true);
  const second = await enrol({ code: (await world.devices.makeEnrolmentCode(t01, admin)).code });
  assert.equal(await world.credentials.authenticateTerminal(t01, first.secret), false);
  assert.equal(await world.credentials.authenticateTerminal(t01, second.secret), true);
});

test('wrong codes make an address wait, even with the right one, and nobody else', async () => {
  for (let i = 0; i < 10; i++) await refused(enrol({ code: makeCode() }), 'enrolment.wrongCode');
  const { code } = await world.devices.makeEnrolmentCode(t01, admin);
  await assert.rejects(enrol({ code }), (e) => e instanceof Refusal && !!e.detail?.retryAfterSec);
  world.clock.jump(15 * 60 * 1000);
  assert.equal((await enrol({ code })).terminalId, t01);
});

test('without a code only on a demonstration, from this machine, a terminal nobody uses', async () => {
  await refused(enrol({}), 'enrolment.wrongCode');
  const both = await Promise.all([enrol({ isLocal: true }), enrol({ isLocal: true })]);
  assert.notEqual(both[0].terminalId, both[1].terminalId);
  const named = await enrol({ isLocal: true, name: 'T05' });
  assert.equal(named.terminalId, seedId('terminal/T05'));
  await refused(enrol({ isLocal: true, name: 'T99' }), 'enrolment.wrongCode');
  await world.db.query.deleteFrom('installation').execute();
  await refused(enrol({ isLocal: true }), 'enrolment.wrongCode');
});

test('an unknown terminal gets no code', async () => {
  await refused(world.devices.makeEnrolmentCode(seedId('nobody'), admin), 'subject.unknown');
});

test('the code printed at a terminal opens that terminal only', async () => {
  const sticker = await world.devices.readSticker(t01, admin);
  assert.equal(await world.devices.matchArrivalCode(t01, sticker?.code ?? ''), true);
  assert.equal(await world.devices.matchArrivalCode(t02, sticker?.code ?? ''), false);
  assert.equal(await world.devices.matchArrivalCode("'; drop", sticker?.code ?? ''), false);
});

test('hostile ids, secrets and codes are refused without an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (id, secret) => {
      assert.equal(await world.credentials.authenticateTerminal(id, secret), false);
      assert.equal(await world.credentials.authenticateTerminal(t01, secret), false);
      assert.equal(await world.credentials.authenticateBearer(`${id}.${secret}`), null);
      assert.equal(isTerminalId(id), false);
      const address = `fuzz-${Math.random()}`;
      await refused(enrol({ code: id, address }), 'enrolment.wrongCode');
    }),
    { numRuns: 60 },
  );
});

test('a code survives the ways people type it and only those', () => {
  for (let i = 0; i < 100; i++) {
    const code = makeCode();
    assert.match(code, /^[2-9A-HJ-NP-Z]{10}$/);
    assert.equal(normaliseCode(` ${code.toLowerCase()} `), code);
    assert.equal(normaliseCode(`${code}X`), null);
  }
});
