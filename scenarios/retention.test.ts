import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { KeepDays } from '@anyuan/contracts/retention.ts';
import { Refused, type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** 保存期限: set by whoever runs the installation, a day to think better of it, and what is gone is explained. */
let s: Scenario;
before(async () => {
  s = await startScenario();
});
after(() => s.end());

const dayS = 86_400;

/** Days on which nothing happens, then everything looks once. */
async function later(days: number): Promise<void> {
  s.clock.jump(days * dayS * 1000);
  await s.advance(2);
}

async function closedAlarm(): Promise<string> {
  const guard = await s.as('guard');
  const [school] = (await guard.call('listSchools')).schools;
  const { alarm } = await guard.call('raiseAlarm', {
    body: {
      ...{ schoolId: school?.id ?? '', zoneId: school?.zones[0]?.id ?? '' },
      ...{ detectionId: v7(), beganAt: s.clock.now() },
    },
  });
  const body = { verdict: 'false' as const, reason: '误触' };
  await guard.call('closeAlarm', { params: { alarmId: alarm.id }, body });
  // What follows from it falls into the same month.
  await s.advance(2);
  return alarm.id;
}

const isThere = async (alarmId: string) =>
  (await s.database.pool.query('select from alarm where id = $1', [alarmId])).rowCount === 1;

async function save(change: Partial<KeepDays>, reason: string) {
  const admin = await s.as('admin');
  const { version, days } = await admin.call('showRetention');
  return admin.call('saveRetention', { body: { version, days: { ...days, ...change }, reason } });
}

test('a shorter time is counted first, asks for a reason, and deletes nothing for a day', async () => {
  const alarmId = await closedAlarm();
  await later(60);
  assert.equal(await isThere(alarmId), true);
  const admin = await s.as('admin');
  const { days } = await admin.call('showRetention');
  const query = { ...days, alarms: 40 };
  assert.equal((await admin.call('previewRetention', { query })).alarms, 1);
  assert.equal((await admin.call('previewRetention', { query: days })).alarms, 0);
  await assert.rejects(save({ alarms: 40 }, ' '), new Refused('retention.reasonNeeded'));
  await assert.rejects(save({ alarms: 29 }, '…'), new Refused('request.invalid'));
  await assert.rejects(save({ privacyClips: 8 }, '…'), new Refused('retention.privacyLonger'));
  const shorter = await save({ alarms: 40 }, '上级要求');
  assert.equal(shorter.shorterFrom, s.clock.now() + dayS * 1000);
  await later(23 / 24);
  assert.equal(await isThere(alarmId), true, 'a day to think better of it');
  const back = await save({ alarms: 1095 }, '');
  assert.equal(back.shorterFrom, null);
  assert.deepEqual(
    back.versions.map((v) => [v.version, v.days.alarms, v.reason, v.savedBy !== null]),
    [
      [2, 1095, null, true],
      [1, 40, '上级要求', true],
      [0, 1095, null, false],
    ],
  );
  await later(3);
  assert.equal(await isThere(alarmId), true, 'taken back in time');
});

test('in force it deletes, who and why is on record, and the record still agrees when it is longer again', async () => {
  const { rows } = await s.database.pool.query("select id from alarm where state = 'closed'");
  const alarmId: string = rows[0]?.id;
  await save({ alarms: 40 }, '按新规定');
  await later(3);
  await soon(async () => assert.equal(await isThere(alarmId), false));
  const { rows: lines } = await s.database.pool.query(
    "select person_id, detail from audit where action = 'retention.changed' order by id desc limit 1",
  );
  assert.equal(lines[0]?.detail.reason, '按新规定');
  assert.equal(lines[0]?.detail.before.alarms, 1095);
  assert.equal(lines[0]?.detail.after.alarms, 40);
  assert.ok(lines[0]?.person_id);
  await save({ alarms: 1095 }, '');
  const left = await s.database.pool.query('select from fact where alarm_id = $1', [alarmId]);
  assert.equal(left.rowCount, 0, 'its month of facts went as well');
  const check = await (await s.as('admin')).call('checkRecord');
  assert.ok(check.expired > 0);
  assert.deepEqual(check.findings, [], 'gone by the rule, not by somebody');
});

test('a rule that nobody said excuses nothing: written past the product, altered or removed, it is named', async () => {
  const admin = await s.as('admin');
  const { pool } = s.database;
  const check = () => admin.call('checkRecord');
  assert.deepEqual((await check()).rules, []);
  await pool.query(
    `update retention_rule set days = jsonb_set(days, '{alarms}', '31') where version = 1`,
  );
  assert.deepEqual((await check()).rules, [{ version: 1, fault: 'ruleChanged' }]);
  const kept = await pool.query('delete from retention_rule where version = 2 returning *');
  assert.equal(kept.rowCount, 1);
  assert.deepEqual((await check()).rules, [
    { version: 1, fault: 'ruleChanged' },
    { version: 2, fault: 'ruleGone' },
  ]);
  const [row] = kept.rows;
  await pool.query('insert into retention_rule values ($1, $2, $3, $4, $5)', [
    ...[row.version, JSON.stringify(row.days), row.reason, row.person_id, row.at],
  ]);
  await pool.query(
    `update retention_rule set days = jsonb_set(days, '{alarms}', '40') where version = 1`,
  );
  assert.deepEqual((await check()).rules, []);

  const { version, days } = await admin.call('showRetention');
  const put = (at: number) =>
    pool.query('insert into retention_rule values ($1, $2, null, $3, $4)', [
      ...[forged, JSON.stringify({ ...days, alarms: 1, audit: 1 }), v7(), at],
    ]);
  const [forged, since] = [version + 1, s.clock.now() - 9 * dayS * 1000];
  // As old as it may be that its line in the audit is gone, but of a time when there was no installation.
  await put(5);
  assert.deepEqual((await check()).rules, [{ version: forged, fault: 'ruleUnsaid' }]);
  await pool.query('delete from retention_rule where version = $1', [forged]);
  await put(since);
  const removed = await pool.query(
    `delete from audit where at < $1 and action <> 'retention.changed' returning id`,
    [since],
  );
  assert.ok(removed.rows.length > 0);
  const { rules, findings } = await check();
  assert.deepEqual(rules, [{ version: forged, fault: 'ruleUnsaid' }]);
  assert.ok(findings.some((f) => f.fault === 'rowsMissing'));
  await pool.query('delete from retention_rule where version = $1', [forged]);
});

test('of a kind that came later an older version says nothing: the start setting holds, and nobody is suspected', async () => {
  const admin = await s.as('admin');
  const { pool } = s.database;
  await pool.query(`update retention_rule set days = days - 'tickets'`);
  await pool.query(`update audit set detail = detail #- '{after,tickets}' #- '{before,tickets}'
    where action = 'retention.changed'`);
  const { versions } = await admin.call('showRetention');
  assert.ok(versions.length > 2);
  for (const { days } of versions) assert.equal(days.tickets, 1095);
  assert.deepEqual((await admin.call('checkRecord')).rules, []);
  await pool.query(`update retention_rule set days = days || '{"tickets": 30}' where version = 1`);
  const { rules } = await admin.call('checkRecord');
  assert.deepEqual(rules, [{ version: 1, fault: 'ruleChanged' }]);
  await pool.query(`update retention_rule set days = days - 'tickets'`);
});

test('who edits an older version is told, and changes nothing', async () => {
  const admin = await s.as('admin');
  const { version, days } = await admin.call('showRetention');
  await save({ messages: 400 }, '');
  const body = { version, days: { ...days, audit: 2000 }, reason: '' };
  await assert.rejects(admin.call('saveRetention', { body }), new Refused('retention.outdated'));
  assert.equal((await admin.call('showRetention')).days.audit, days.audit);
});

test('recordings go by it too, and the page of terminals says how long', async () => {
  await save({ clips: 20 }, '');
  const leader = await s.as('leader');
  assert.equal((await leader.call('showPrivacy')).keepDays, 20);
});
