import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type TerminalStage,
  type TerminalState,
  terminalStages,
} from '@anyuan/contracts/terminal.ts';
import fc from 'fast-check';
import { nothingTold, type Prompt, type TellingEvent, tell } from './telling.ts';

const pressed = (id: string): TellingEvent => ({
  type: 'detected',
  id,
  alarmKind: 'actual',
  button: true,
});
const acknowledged = (id: string): TellingEvent => ({ type: 'acknowledged', id });
const says = (stage: TerminalStage, over: Partial<TerminalState> = {}): TellingEvent => ({
  type: 'state',
  deterrent: false,
  state: { v: 1, stage, alarmId: 'a', alarmKind: 'actual', accepter: null, at: 1, ...over },
});

function run(events: TellingEvent[]) {
  let told = nothingTold;
  let tone = false;
  const prompts: Prompt[] = [];
  for (const event of events) {
    const next = tell(told, event);
    told = next.told;
    tone = next.tone;
    prompts.push(...next.prompts);
  }
  return { told, tone, prompts };
}

test('before the acknowledgement there is only the tone, after it the words', () => {
  const before = run([pressed('1')]);
  assert.deepEqual([before.tone, before.prompts, before.told.stage], [true, [], 'alarm']);
  const after = run([pressed('1'), acknowledged('1')]);
  assert.deepEqual([after.tone, after.prompts], [false, ['sent']]);
  assert.deepEqual(run([pressed('1'), acknowledged('2')]).prompts, []);
});

test('the whole way is said once each, although the broker repeats itself', () => {
  const { prompts, told } = run([
    pressed('1'),
    says('idle', { alarmId: null }),
    acknowledged('1'),
    says('sent'),
    says('sent'),
    says('accepted', { accepter: '王老师' }),
    says('accepted', { accepter: '王老师' }),
    says('arrived'),
    says('accepted'),
    says('closed'),
    says('closed'),
  ]);
  assert.deepEqual(prompts, ['sent', 'accepted', 'arrived', 'closed']);
  assert.equal(told.stage, 'closed');
});

test('the next alarm starts anew; a late repeat about the last one says nothing', () => {
  const first = [pressed('1'), acknowledged('1'), says('sent'), says('closed')];
  const { told, prompts, tone } = run([...first, pressed('2'), says('closed'), says('accepted')]);
  assert.deepEqual([told.stage, tone], ['alarm', true]);
  assert.deepEqual(prompts, ['sent', 'closed']);
  const next = run([...first, pressed('2'), acknowledged('2'), says('sent', { alarmId: 'b' })]);
  assert.deepEqual(next.prompts, ['sent', 'closed', 'sent']);
});

test('who presses again hears only the tone until this press is acknowledged, then what is true', () => {
  const running = [pressed('1'), acknowledged('1'), says('accepted'), pressed('2')];
  const again = run(running);
  assert.deepEqual([again.tone, again.prompts], [true, ['sent', 'accepted']]);
  const repeated = run([...running, says('accepted'), says('sent', { alarmId: 'b' })]);
  assert.equal(repeated.tone, true, 'a repeat of the retained state acknowledges nothing');
  assert.deepEqual(run([...running, acknowledged('2')]).prompts, ['sent', 'accepted', 'accepted']);
  const arrived = run([...running, says('arrived')]);
  assert.deepEqual([arrived.tone, arrived.told.stage], [false, 'arrived'], 'news is news');
});

test('a sound during a running alarm belongs to it', () => {
  const sound = { ...pressed('2'), button: false } as TellingEvent;
  const { told, tone } = run([pressed('1'), acknowledged('1'), says('accepted'), sound]);
  assert.deepEqual([told.stage, tone], ['accepted', false]);
});

test('after a power cut a running alarm is told, a finished one is not', () => {
  assert.deepEqual(run([says('accepted')]).prompts, ['accepted']);
  assert.deepEqual(run([says('closed')]).prompts, []);
  assert.deepEqual(run([says('idle', { alarmId: null })]).prompts, []);
});

test('the deterrent promises a teacher, so it comes only after somebody accepted', () => {
  const deterrent = (event: TellingEvent) => ({ ...event, deterrent: true }) as TellingEvent;
  const sent = [pressed('1'), acknowledged('1'), deterrent(says('sent'))];
  assert.deepEqual(run(sent).prompts, ['sent']);
  assert.deepEqual(run([deterrent(says('accepted'))]).prompts, ['accepted', 'deterrent']);
});

test('drills and tests say what they are', () => {
  const exercise = { ...pressed('1'), alarmKind: 'exercise' } as TellingEvent;
  assert.equal(run([exercise, acknowledged('1')]).told.text, '【演练】报警已发出。');
});

const eventArbitrary: fc.Arbitrary<TellingEvent> = fc.oneof(
  fc.constantFrom('1', '2', '3').map(pressed),
  fc.constantFrom('1', '2', '3').map(acknowledged),
  fc.constantFrom('1', '2').map((id): TellingEvent => ({ type: 'refused', id })),
  fc
    .tuple(fc.constantFrom(...terminalStages), fc.constantFrom('a', 'b', 'c'))
    .map(([stage, alarmId]) => says(stage, { alarmId })),
);

test('no order of events makes it claim what nobody did', () => {
  fc.assert(
    fc.property(fc.array(eventArbitrary, { maxLength: 40 }), (events) => {
      let told = nothingTold;
      const waiting = new Set<string>();
      const stages = new Set<string>();
      for (const event of events) {
        if (event.type === 'detected') waiting.add(event.id);
        if (event.type === 'state') stages.add(event.state.stage);
        const answered = event.type === 'acknowledged' && waiting.delete(event.id);
        if (answered) stages.add('sent');
        const wasSounding = told.stage === 'alarm';
        const next = tell(told, event);
        told = next.told;
        for (const prompt of next.prompts) assert.ok(stages.has(prompt), prompt);
        assert.equal(next.tone, told.stage === 'alarm');
        const toldSent = wasSounding && next.prompts.includes('sent');
        assert.ok(!toldSent || answered, '"sent" answers a press only after its acknowledgement');
      }
    }),
  );
});
