import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';

let s: Scenario;
before(async () => {
  s = await startScenario();
});
after(() => s.end());

test('a screen that says it rang for an alarm of another school is not believed', async () => {
  const terminal = await s.terminal();
  const { id } = await terminal.detect();
  await soon(() => assert.ok(terminal.acked.has(id)));
  const command = await s.as('command');
  const { alarms } = await command.call('listAlarms', { query: { state: 'open' } });
  const alarm = alarms.find((a) => a.detectionIds.includes(id));
  assert.ok(alarm);
  // Takes the person's school away: what was theirs is another's now.
  const guard = await s.as('guard');
  await s.database.pool.query(
    `update alarm set school_id = (select id from organisation where kind = 'school' and id <> $1 limit 1) where id = $2`,
    [alarm.schoolId, alarm.id],
  );
  const screen = await guard.live();
  screen.send({ type: 'rang', alarmIds: [alarm.id] });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { rows } = await s.database.pool.query('select t3 from alarm where id = $1', [alarm.id]);
  assert.equal(rows[0].t3, null);
  await s.database.pool.query('update alarm set school_id = $1 where id = $2', [
    alarm.schoolId,
    alarm.id,
  ]);
  screen.close();
  const again = await guard.live();
  again.send({ type: 'rang', alarmIds: [alarm.id] });
  await soon(() => assert.ok(again.alarms.get(alarm.id)?.times.t3));
});

test('alarms of one burst are all listed, page by page', async () => {
  await s.database.pool.query(
    `insert into alarm select (json_populate_record(a, json_build_object('id', gen_random_uuid()))).*
     from alarm a, generate_series(1, 25) where a.id = (select id from alarm limit 1)`,
  );
  await s.database.pool.query(
    'update alarm set t2 = t2 - 1000 where id in (select id from alarm limit 3)',
  );
  const command = await s.as('command');
  const seen = new Set<string>();
  let before: number | undefined;
  for (let page = 0; page < 10; page++) {
    const query = { limit: 10, ...(before === undefined ? {} : { before }) };
    const { alarms, more } = await command.call('listAlarms', { query });
    for (const a of alarms) seen.add(a.id);
    before = alarms.at(-1)?.times.t2 ?? undefined;
    if (!more) break;
  }
  assert.equal(seen.size, 26);
});
