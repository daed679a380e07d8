import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

let s: Scenario;
before(async () => {
  s = await startScenario();
});
after(() => s.end());

async function alarmsOf(detectionId: string) {
  const { rows } = await s.database.pool.query('select * from alarm where detection_ids @> $1', [
    [detectionId.toLowerCase()],
  ]);
  return rows;
}

test('an id in capitals, sent twice, holds up nobody and is acknowledged as it was sent', async () => {
  const [one, other] = [await s.terminal(), await s.terminal()];
  const id = v7().toUpperCase();
  await one.detect({ id });
  await one.detect({ id });
  await soon(() => assert.ok(one.acked.has(id)));
  const next = await other.detect();
  await soon(() => assert.ok(other.acked.has(next.id)));
  assert.equal((await alarmsOf(id)).length, 1);
});

test('words that the database cannot store are mended, the alarm is raised', async () => {
  const one = await s.terminal();
  const reasons = [{ branch: 'words' as const, label: 'a\0\ud83d', score: 1 }];
  const { id } = await one.detect({ reasons });
  await soon(() => assert.ok(one.acked.has(id), [...one.refused.values()].join()));
  const guard = await s.as('guard');
  const { assignments } = await guard.call('currentSession');
  const detectionId = v7().toUpperCase();
  const body = {
    detectionId,
    schoolId: assignments[0]?.organisationId ?? '',
    beganAt: s.clock.now(),
    // The fortieth unit is half of a sign.
    note: `${'x'.repeat(39)}😀\0`,
  };
  const first = await guard.call('raiseAlarm', { body });
  const again = await guard.call('raiseAlarm', { body });
  assert.equal(first.alarm.id, again.alarm.id);
});

test('a damaged alarm in a zone stops neither that zone nor the others', async () => {
  const [one, other] = [await s.terminal(), await s.terminal()];
  const before = await one.detect();
  await soon(() => assert.ok(one.acked.has(before.id)));
  await s.database.pool.query(`update alarm set plan = 'null' where detection_ids @> $1`, [
    [before.id],
  ]);
  const press = v7();
  const ids = [press, v7()] as const;
  await Promise.all([one.detect({ id: press, kind: 'button' }), other.detect({ id: ids[1] })]);
  await soon(async () => {
    await s.clock.advance(500);
    assert.ok(other.acked.has(ids[1]));
    assert.ok(one.acked.has(press));
  });
  assert.notEqual((await alarmsOf(press))[0]?.id, (await alarmsOf(before.id))[0]?.id);
  await s.database.pool.query('delete from alarm where detection_ids @> $1', [[before.id]]);
});
