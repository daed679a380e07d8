import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { speakSchema } from '@anyuan/contracts/speak.ts';
import {
  type Actor,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

let s: Scenario;
let caller: ScenarioTerminal;
let gatehouse: ScenarioTerminal;
let admin: Actor;
before(async () => {
  s = await startScenario();
  admin = await s.as('admin');
  caller = await s.terminal();
  gatehouse = await s.terminal('T04 小学校门');
  const { terminals } = await admin.call('listTerminals');
  const named = terminals.find((t) => t.id === gatehouse.enrolment.terminalId);
  const settings = { terminals: `${named?.name}、没有这台`, repeat: 2 };
  await admin.call('saveChannel', {
    params: { kind: 'speaker' },
    body: { basedOn: null, enabled: true, settings },
  });
});
after(() => s.end());

const speaks = () => gatehouse.heard.filter((h) => h.leaf === 'speak').map((h) => h.value);

async function raise(alarmKind: 'actual' | 'exercise'): Promise<string> {
  const { id } = await caller.detect({ alarmKind });
  await soon(() => assert.ok(caller.acked.has(id)));
  const { alarms } = await admin.call('listAlarms', { query: { state: 'open' } });
  const alarm = alarms.find((a) => a.detectionIds.includes(id));
  assert.ok(alarm);
  await s.advance(1);
  return alarm.id;
}

const messagesOf = async (alarmId: string) =>
  (await s.record(alarmId)).notifications.filter((n) => n.channel === 'speaker');

test('a call is spoken at the chosen terminal, once per alarm, and delivered when it was heard', async () => {
  const alarmId = await raise('actual');
  const spoken = await soon(() => {
    const [first] = speaks();
    assert.ok(first);
    return speakSchema.parse(first);
  });
  assert.deepEqual([spoken.alarmId, spoken.priority, spoken.repeat], [alarmId, 'urgent', 2]);
  assert.match(spoken.text ?? '', /^请注意，.*尖叫，请值班人员立即前往。$/);
  assert.deepEqual(spoken.prompts, ['attention']);
  assert.ok(!caller.heard.some((h) => h.leaf === 'speak'), 'not where the child is');
  assert.deepEqual(
    (await messagesOf(alarmId)).map((m) => m.state),
    ['sent'],
  );
  const report = { v: 1, id: spoken.id, at: s.clock.now(), reason: null };
  await caller.publish('spoken', { ...report, outcome: 'spoken' });
  assert.equal((await messagesOf(alarmId))[0]?.state, 'sent', 'not for another terminal');
  await gatehouse.publish('spoken', { ...report, outcome: 'promptInstead' });
  const [message] = await messagesOf(alarmId);
  assert.deepEqual([message?.state, message?.error], ['delivered', 'promptInstead']);
  await s.advance(60);
  assert.equal(speaks().length, 1, 'later tiers are not announced again');
});

test('an exercise says so first; what could not be said is failed with its reason', async () => {
  const alarmId = await raise('exercise');
  await soon(() => assert.equal(speaks().length, 2));
  const spoken = speakSchema.parse(speaks()[1]);
  assert.match(spoken.text ?? '', /^演练/);
  assert.deepEqual([spoken.prompts, spoken.priority], [['exercise', 'attention'], 'normal']);
  const report = { v: 1, id: spoken.id, at: s.clock.now(), outcome: 'notSpoken' };
  await gatehouse.publish('spoken', { ...report, reason: 'noPlayer' });
  await gatehouse.publish('spoken', 'rubbish');
  const [message] = await messagesOf(alarmId);
  assert.deepEqual([message?.state, message?.error], ['failed', 'noPlayer']);
  const { timeline } = await s.record(alarmId);
  assert.ok(timeline.some((e) => e.type === 'notification.failed'));
});
