import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';

let s: Scenario;
before(async () => {
  s = await startScenario();
});
after(() => s.end());

test('verdicts become figures and a suggestion; a person applies it, it reaches the terminal, it goes back', async () => {
  const terminal = await s.terminal();
  const { terminalId } = terminal.enrolment;
  const command = await s.as('command');
  const { terminals } = await command.call('listTerminals');
  const { schoolId } = terminals.find((x) => x.id === terminalId) ?? { schoolId: '' };
  const params = { schoolId };
  const happen = async (score: number, verdict: 'false' | 'true') => {
    const reasons = [{ branch: 'sound' as const, label: 'scream', score, windows: 2 }];
    const { id } = await terminal.detect({ reasons, confidence: 2 });
    await soon(() => assert.ok(terminal.acked.has(id)));
    const { alarms } = await command.call('listAlarms', { query: { state: 'open' } });
    const open = alarms.find((x) => x.detectionIds.includes(id));
    const close = { params: { alarmId: open?.id ?? '' }, body: { verdict, reason: '已核实' } };
    await command.call('closeAlarm', close);
  };
  for (const score of [0.35, 0.36, 0.36, 0.37, 0.38, 0.9]) await happen(score, 'false');
  await happen(0.95, 'true');
  s.clock.jump(7 * 24 * 3_600_000);
  const lesson = async () => {
    // A week has passed: the session is over.
    const { lessons } = await (await s.as('command')).call('showLessons', { params });
    return lessons.find((x) => x.terminalId === terminalId && x.kind === 'scream');
  };
  const learned = await lesson();
  assert.deepEqual([learned?.falseAlarms, learned?.trueAlarms], [6, 1]);
  assert.ok(Math.abs((learned?.falsePerWeek?.value ?? 0) - 6) < 0.1);
  assert.ok((learned?.falsePerWeek?.low ?? 9) < 2.3 && (learned?.falsePerWeek?.high ?? 0) > 13);
  assert.equal(learned?.recall, null);
  assert.deepEqual(learned?.suggestion, { shift: 0.05, removes: 5, loses: 0 });
  assert.equal(learned?.shift, 0, 'nothing is applied by itself');

  const admin = await s.as(schoolId === (await firstSchool()) ? 'affairs' : 'affairs3');
  const body = { scope: 'terminal', subject: terminalId, reason: '采用系统建议' } as const;
  const own = { kinds: { scream: 0.05 } };
  await admin.call('saveHearing', { params, body: { ...body, own, baseVersion: 0 } });
  assert.equal((await lesson())?.shift, 0.05);
  await admin.call('saveHearing', { params, body: { ...body, own: null, baseVersion: 1 } });
  assert.equal((await lesson())?.shift, 0);
});

async function firstSchool(): Promise<string> {
  const affairs = await s.as('affairs');
  return (await affairs.call('listSchools')).schools[0]?.id ?? '';
}
