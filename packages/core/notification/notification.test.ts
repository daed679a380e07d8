import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmStates, assignmentStates, posts } from '@anyuan/contracts/alarm.ts';
import { alarmKinds, detectionKinds } from '@anyuan/contracts/detection.ts';
import fc from 'fast-check';
import {
  type AlarmAtHand,
  draftsOf,
  groupNewsOf,
  messageKinds,
  type TellingFact,
  wantedOf,
} from './audience.ts';
import { admitSingle, defaultFloodLimit, gatheringAt } from './bundle.ts';
import { askAgainAt, backOffMs, giveUpAfterMs, retryAt } from './retry.ts';
import { type AlarmToTell, summaryText, templateWordsOf, textOf } from './text.ts';

const alarmId = 'a1';
const alarm: AlarmAtHand = {
  state: 'accepted',
  people: [
    { personId: 'wang', post: 'floorTeacher', state: 'accepted' },
    { personId: 'li', post: 'guard', state: 'called' },
    { personId: 'zhao', post: 'studentAffairs', state: 'declined' },
  ],
};
const told = (fact: TellingFact, at: AlarmAtHand = alarm) =>
  wantedOf({ fact, factId: 'f1', alarm: at, leaders: ['head'] })?.people.map((p) => p.personId);

test('each fact reaches those whom it concerns', () => {
  const people = [{ personId: 'li', post: 'guard' as const }];
  const call = {
    type: 'dispatch.called',
    alarmId,
    tier: 0,
    round: 0,
    people,
    why: 'raised',
  } as const;
  assert.deepEqual(told(call), ['li']);
  assert.equal(told(call, { ...alarm, state: 'closed' }), undefined, 'nobody is called to an end');
  const merged = { type: 'alarm.merged', alarmId, detectionId: 'd', confidence: 4 } as const;
  assert.deepEqual(told({ ...merged, kind: 'button', state: 'accepted' }), ['wang']);
  assert.equal(told({ ...merged, kind: 'scream', state: 'accepted' }), undefined);
  assert.deepEqual(told({ type: 'alarm.accepted', alarmId, personId: 'wang' }), ['li']);
  assert.deepEqual(told({ type: 'dispatch.nobodyFound', alarmId }), ['head']);
  assert.deepEqual(told({ type: 'alarm.overdue', alarmId, state: 'arrived' }), ['wang']);
  const closed = { type: 'alarm.closed', alarmId, personId: 'wang', verdict: 'prank', reason: 'x' };
  assert.deepEqual(told(closed as TellingFact, { ...alarm, state: 'closed' }), ['li', 'zhao']);
});

test('one message per person, channel, address and call; live once per alarm', () => {
  const people = [{ personId: 'li', post: 'guard' as const }];
  const targets = () => [
    { channel: 'live', target: 'li' },
    { channel: 'webpush', target: 'https://push.example/1' },
    { channel: 'webpush', target: 'https://push.example/1' },
  ];
  const keys = (tier: number) =>
    draftsOf(alarmId, { kind: 'call', key: `a1:${tier}:0`, people }, targets).map(
      (d) => d.dedupKey,
    );
  assert.deepEqual(keys(0), ['a1:live:li', 'a1:0:0:li:webpush:https://push.example/1']);
  assert.equal(keys(0)[0], keys(1)[0]);
  assert.notEqual(keys(0)[1], keys(1)[1]);
});

const now = Date.parse('2026-03-02T10:00:18+08:00');
const heard: AlarmToTell = {
  place: '西街校区 · 教学楼 2 层 · 东侧卫生间',
  kind: 'scream',
  alarmKind: 'actual',
  confidence: 3,
  reasons: [
    { branch: 'sound', label: 'scream', score: 0.93 },
    { branch: 'words', label: '救命', score: 0.71 },
    { branch: 'sound', label: 'scream', score: 0.5 },
  ],
  beganAt: now - 18_000,
  state: 'calling',
  coming: [],
  arrived: [],
  verdict: null,
};
const say = (
  kind: (typeof messageKinds)[number],
  change: Partial<AlarmToTell> = {},
  actor = '王老师',
) => textOf({ kind, locale: 'zh', now, alarm: { ...heard, ...change }, actor });

test('place, what, how sure and why, since when, who is coming', () => {
  assert.deepEqual(say('call'), {
    title: '西街校区 · 教学楼 2 层 · 东侧卫生间：听到尖叫',
    body: '很可能有人遇险（尖叫 93%、“救命” 71%） · 18 秒前 · 还没有人前往 · 请点开应答',
  });
  assert.match(say('call', { coming: ['王老师', '李师傅'] }).body, /王老师、李师傅正在赶去/);
  assert.match(say('accepted').body, /18 秒前 · 王老师正在赶去 · 需要时请支援$/);
  assert.match(say('overdue', { state: 'arrived', arrived: ['王老师'] }).title, /报警还没有办结$/);
  const ended = say('closed', { verdict: 'prank', state: 'closed' });
  assert.equal(ended.body, '听到尖叫 · 结果：恶作剧 · 18 秒前 · 由王老师结束');
  const english = textOf({ kind: 'call', locale: 'en', now, alarm: heard, actor: null });
  assert.match(english.title, /东侧卫生间: scream heard$/);
  assert.match(english.body, /^somebody is likely in danger \(scream 93%, 救命 71%\) · 18 s ago/);
});

test('a flood is told as one message that says how many, where, and which are drills', () => {
  const places = Array.from({ length: 12 }, (_, i) => ({
    place: `教室 ${i + 1}`,
    alarmKind: i < 2 ? ('exercise' as const) : ('actual' as const),
  }));
  assert.deepEqual(summaryText({ locale: 'zh', alarms: places, news: 0 }), {
    title: '另有 12 起报警',
    body: '教室 1；教室 2；教室 3 等 12 处 · 其中演练 2 起 · 请打开查看全部',
  });
  const drill = summaryText({ locale: 'zh', alarms: places.slice(0, 1), news: 3 });
  assert.equal(drill.title, '【演练】另有 1 起报警 · 另有 3 条进展');
});

test('property: every message begins with its kind and its place and has no empty part', () => {
  fc.assert(
    fc.property(
      fc.record({
        kind: fc.constantFrom(...messageKinds),
        locale: fc.constantFrom('zh' as const, 'en' as const),
        what: fc.constantFrom(...detectionKinds),
        alarmKind: fc.constantFrom(...alarmKinds),
        state: fc.constantFrom(...alarmStates),
        confidence: fc.integer({ min: 0, max: 4 }),
        age: fc.integer({ min: -5000, max: 90_000_000 }),
      }),
      ({ kind, locale, what, age, ...rest }) => {
        const told = { ...heard, ...rest, kind: what, beganAt: now - age };
        const { title, body } = textOf({ kind, locale, now, alarm: told, actor: null });
        const marks = { zh: ['【演练】', '【测试】'], en: ['[EXERCISE] ', '[TEST] '] }[locale];
        const mark = rest.alarmKind === 'actual' ? '' : marks[rest.alarmKind === 'test' ? 1 : 0];
        assert.ok(title.startsWith(`${mark}${heard.place}`));
        assert.ok(body.split(' · ').every((part) => part.trim() !== ''));
        assert.equal(/undefined|null|NaN|-\d/.test(title + body), false);
        if (locale === 'zh') assert.equal(/[a-zA-Z]/.test(title + body), false, title + body);
      },
    ),
  );
});

test('property: over any burst nothing is lost and single messages stay within the limit', () => {
  const limit = defaultFloodLimit;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 80 }), (gaps) => {
      let at = 0;
      let recent: number[] = [];
      const singles: number[] = [];
      let gathered = 0;
      for (const gap of gaps) {
        at += gap;
        const { single, recent: kept } = admitSingle(recent, at, limit);
        recent = kept;
        if (single) singles.push(at);
        else {
          gathered++;
          const { dueAt } = gatheringAt(at, limit);
          assert.ok(dueAt > at && dueAt <= at + limit.gatherMs);
        }
      }
      assert.equal(singles.length + gathered, gaps.length);
      for (const from of singles) {
        const inWindow = singles.filter((s) => s >= from && s < from + limit.withinMs);
        assert.ok(inWindow.length <= limit.count);
      }
      assert.ok(gaps.length === 0 || singles.length > 0);
    }),
  );
});

test('property: retries back off, end, and never come after the message has lost its use', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 9].map(backOffMs), [2e3, 4e3, 8e3, 16e3, 32e3, 6e4, 6e4]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
      (attemptsMax, afterMs) => {
        let at: number | null = 0;
        let attempts = 0;
        while (at !== null) {
          attempts++;
          const next: number | null = retryAt({
            attempts,
            attemptsMax,
            queuedAt: 0,
            now: at,
            afterMs,
          });
          if (next !== null) {
            assert.ok(next >= at + 2000 && next <= giveUpAfterMs);
            assert.ok(next - at >= (afterMs ?? 0));
          }
          at = next;
        }
        assert.ok(attempts <= attemptsMax);
      },
    ),
  );
});

test('property: a fact that comes twice makes the same keys; nobody is told twice', () => {
  const person = fc.record({
    personId: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
    post: fc.constantFrom(...posts),
    state: fc.constantFrom(...assignmentStates),
  });
  const fact = fc.constantFrom<TellingFact>(
    { type: 'alarm.accepted', alarmId, personId: 'p1' },
    { type: 'alarm.closed', alarmId, personId: 'p1', verdict: 'true', reason: 'r' },
    { type: 'alarm.overdue', alarmId, state: 'arrived' },
    { type: 'dispatch.nobodyFound', alarmId },
  );
  fc.assert(
    fc.property(fact, fc.array(person), fc.constantFrom(...alarmStates), (f, people, state) => {
      const keys = () => {
        const input = { fact: f, factId: 'f', alarm: { state, people }, leaders: ['p9', 'p9'] };
        const wanted = wantedOf(input);
        const one = (personId: string) => [{ channel: 'webpush', target: `to ${personId}` }];
        return wanted ? draftsOf(alarmId, wanted, one).map((d) => d.dedupKey) : [];
      };
      assert.deepEqual(keys(), keys());
      assert.equal(new Set(keys()).size, keys().length);
    }),
  );
});

test('a group hears every step, even when nobody else is left to tell, and nothing after the end', () => {
  const news = (fact: TellingFact, state: AlarmAtHand['state'] = 'calling') =>
    groupNewsOf({ fact, factId: 'f1', alarm: { state } });
  const accepted = { type: 'alarm.accepted', alarmId, personId: 'wang' } as const;
  assert.deepEqual(news(accepted), { kind: 'accepted', key: 'a1:accepted:wang' });
  assert.equal(news(accepted, 'closed'), null);
  assert.equal(news({ type: 'dispatch.nobodyFound', alarmId })?.kind, 'nobody');
  const merged = { type: 'alarm.merged', alarmId, detectionId: 'd', confidence: 4 } as const;
  assert.equal(news({ ...merged, kind: 'button', state: 'calling' })?.kind, 'joined');
  assert.equal(news({ ...merged, kind: 'cry', state: 'calling' }), null);
});

test('words for templates: no brackets, an exercise said first, a gathering only when all are one', () => {
  const words = (alarmKind: 'actual' | 'exercise', text: { title: string; body: string }) =>
    templateWordsOf({ alarmKind, place: '教学楼 · 卫生间', text });
  assert.deepEqual(
    words('exercise', say('call', { alarmKind: 'exercise', place: '教学楼 · 卫生间' })),
    {
      mark: '演练，',
      place: '教学楼 卫生间',
      what: '听到尖叫',
      detail: '很可能有人遇险（尖叫 93%、“救命” 71%），18 秒前，还没有人前往，请点开应答',
    },
  );
  const mixed = words('exercise', { title: '另有 2 起报警', body: '甲；乙' });
  assert.deepEqual([mixed.mark, mixed.what], ['', '另有 2 起报警']);
});

test('a provider is asked soon, then ever less, and not for ever', () => {
  let now = 0;
  let asked = 0;
  for (let at = askAgainAt({ sentAt: 0, now }); at !== null; at = askAgainAt({ sentAt: 0, now })) {
    assert.ok(at - now >= 5000 && at - now <= 60_000);
    now = at;
    asked++;
  }
  assert.ok(asked > 10 && asked < 30 && now <= 16 * 60_000);
});
