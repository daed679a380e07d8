import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { announcement, comingText, reasonText, wholePlace } from './describe.ts';
import { csvRows, matches, mergeRecent, noFilter } from './recent.ts';

const person = (name: string, state: string) => ({ personId: name, name, state });
const alarm = (over: Partial<AlarmSummary> = {}) =>
  ({
    id: 'a',
    version: 1,
    schoolName: '示范小学',
    place: '教学楼 2 层 · 东侧卫生间',
    kind: 'scream',
    alarmKind: 'actual',
    confidence: 3,
    reasons: [{ branch: 'sound', label: 'scream', score: 0.93, windows: 3 }],
    people: [],
    state: 'closed',
    verdict: 'prank',
    times: { t0: 1000, t1: null, t2: 2000, t4: null, t5: 39_400, t7: null },
    ...over,
  }) as unknown as AlarmSummary;

test('a reason says what, how sure and how often', () => {
  const [reason] = alarm().reasons;
  assert.ok(reason);
  assert.equal(reasonText(reason, 'zh'), '尖叫 0.93，连续 3 次');
  assert.equal(reasonText(reason, 'en'), 'Scream 0.93, 3 times in a row');
  assert.equal(reasonText({ branch: 'words', label: '救命', score: 0.8 }, 'zh'), '“救命” 0.80');
  const looked = { branch: 'secondLook', label: '救命', score: 1 } as const;
  assert.equal(reasonText(looked, 'zh'), '复核：听到“救命”');
  assert.equal(reasonText({ ...looked, score: 0 }, 'zh'), '复核：未听到呼救语');
  assert.equal(reasonText({ ...looked, branch: 'insult' }, 'en'), 'Second look: insult “救命”');
  assert.equal(reasonText({ branch: 'button', label: 'button', score: 1 }, 'zh'), '按钮求助');
});

test('who is coming is told by what people answered, never guessed', () => {
  const people = (...list: ReturnType<typeof person>[]) =>
    comingText(alarm({ people: list as unknown as AlarmSummary['people'] }), 'zh');
  assert.equal(people(), '还没有人接警，正在找值班人员');
  assert.equal(people(person('王示例', 'called')), '还没有人接警，已呼叫 1 人');
  assert.equal(people(person('王示例', 'accepted')), '王示例正在赶来');
  assert.equal(
    people(person('王示例', 'arrived'), person('李示例', 'accepted')),
    '王示例已到场，李示例正在赶来',
  );
});

test('place comes first and the school is named once', () => {
  assert.equal(wholePlace({ schoolName: '示范小学', place: '示范小学 · 正门' }), '示范小学 · 正门');
  assert.match(announcement(alarm(), 'zh'), /^真实报警，示范小学 · 教学楼 2 层/);
});

test('every word of a search must occur in school or place', () => {
  assert.ok(matches(alarm(), { ...noFilter, text: '卫生间 示范' }));
  assert.ok(!matches(alarm(), { ...noFilter, text: '操场' }));
  assert.ok(!matches(alarm(), { ...noFilter, alarmKind: 'test' }));
});

test('what was read and what came live make one list, newest first, each alarm once', () => {
  const newer = alarm({ version: 2, verdict: 'true' });
  const open = alarm({ id: 'open', state: 'calling' });
  const later = alarm({ id: 'b', times: { ...alarm().times, t2: 3000 } });
  const merged = mergeRecent([alarm()], [newer, open, later]);
  assert.deepEqual(
    merged.map((a) => `${a.id}${a.version}`),
    ['b1', 'a2'],
  );
});

test('the file has words for people and seconds for sums', () => {
  const { head, rows } = csvRows([alarm()], 'zh');
  assert.equal(rows[0]?.length, head.length);
  assert.equal(rows[0]?.[head.indexOf('到场用时（秒）')], 38.4);
  assert.equal(rows[0]?.[head.indexOf('接警时间')], null);
});
