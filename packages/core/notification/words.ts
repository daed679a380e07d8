import type { Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';

export type Locale = 'zh' | 'en';

/** Words of one language for what messages say. Order and content are decided in text.ts. */
export interface Words {
  mark: Record<AlarmKind, string>;
  what: Record<DetectionKind, string>;
  sure: readonly [string, string, string, string, string];
  verdict: Record<Verdict, string>;
  label(label: string): string;
  why(reasons: readonly string[]): string;
  /** Between place and what. */
  colon: string;
  between: string;
  people(titles: readonly string[]): string;
  ago(seconds: number): string;
  nobodyComing: string;
  coming(people: string): string;
  arrived(people: string): string;
  pleaseAnswer: string;
  nowButton: string;
  hurry: string;
  support: string;
  nobodyOnDuty: string;
  sendSomebody: string;
  notArrived: string;
  reportArrival: string;
  notClosed: string;
  stepOverdue(title: string): string;
  pleaseTick: string;
  pleaseClose: string;
  ended: string;
  result(verdict: string): string;
  closedBy(person: string): string;
  moreAlarms(count: number): string;
  moreNews(count: number): string;
  ofThese(kind: AlarmKind, count: number): string;
  openAll: string;
  andMore(count: number): string;
}

/** Without brackets, for approved templates (which are Chinese) and speech. */
export const plainMark: Record<AlarmKind, string> = {
  actual: '',
  exercise: '演练，',
  test: '测试，',
};

const zhLabels: Record<string, string> = {
  button: '按钮',
  person: '手机求助',
  scream: '尖叫',
  shout: '大喊',
  cry: '哭声',
  bang: '巨响',
  glass: '玻璃破碎',
  quarrel: '争吵',
  level: '异常大声',
};

export const zhWords: Words = {
  mark: { actual: '', exercise: '【演练】', test: '【测试】' },
  what: {
    button: '有人按下报警按钮',
    person: '有人用手机求助',
    scream: '听到尖叫',
    shout: '听到大声喊叫',
    cry: '听到哭声',
    bang: '听到巨响',
    glass: '听到玻璃破碎',
    phrase: '听到呼救',
    quarrel: '听到争吵',
    level: '异常大声',
  },
  sure: ['未判明', '听到异常', '可能有人遇险', '很可能有人遇险', '有人确认求助'],
  verdict: {
    true: '真实警情',
    prank: '恶作剧',
    mistaken: '误会',
    false: '误报',
    exercise: '演练',
    test: '测试',
  },
  label: (label) => zhLabels[label] ?? `“${label}”`,
  why: (reasons) => `（${reasons.join('、')}）`,
  colon: '：',
  between: ' · ',
  people: (titles) => titles.join('、'),
  ago: (s) =>
    s < 60
      ? `${s} 秒前`
      : s < 3600
        ? `${Math.floor(s / 60)} 分钟前`
        : `${Math.floor(s / 3600)} 小时前`,
  nobodyComing: '还没有人前往',
  coming: (people) => `${people}正在赶去`,
  arrived: (people) => `${people}已到场`,
  pleaseAnswer: '请点开应答',
  nowButton: '有人按下了按钮',
  hurry: '请尽快到场',
  support: '需要时请支援',
  nobodyOnDuty: '现在没有在岗人员可通知',
  sendSomebody: '请马上安排人前往',
  notArrived: '还没有登记到场',
  reportArrival: '到场后请扫码登记',
  notClosed: '报警还没有办结',
  stepOverdue: (title) => `“${title}”还没有完成`,
  pleaseTick: '完成后请在流程中勾选',
  pleaseClose: '请填写处置结果并结束报警',
  ended: '报警已结束',
  result: (verdict) => `结果：${verdict}`,
  closedBy: (person) => `由${person}结束`,
  moreAlarms: (count) => `另有 ${count} 起报警`,
  moreNews: (count) => `另有 ${count} 条进展`,
  ofThese: (kind, count) => `其中${kind === 'test' ? '测试' : '演练'} ${count} 起`,
  openAll: '请打开查看全部',
  andMore: (count) => `等 ${count} 处`,
};

const enLabels: Record<string, string> = {
  person: 'phone',
  bang: 'loud bang',
  glass: 'breaking glass',
  level: 'sustained noise',
};

export const enWords: Words = {
  mark: { actual: '', exercise: '[EXERCISE] ', test: '[TEST] ' },
  what: {
    button: 'alarm button pressed',
    person: 'call for help from a phone',
    scream: 'scream heard',
    shout: 'shouting heard',
    cry: 'crying heard',
    bang: 'loud bang heard',
    glass: 'breaking glass heard',
    phrase: 'call for help heard',
    quarrel: 'quarrel heard',
    level: 'sustained noise',
  },
  sure: [
    'not determined',
    'something heard',
    'somebody may be in danger',
    'somebody is likely in danger',
    'a person asked for help',
  ],
  verdict: {
    true: 'true alarm',
    prank: 'prank',
    mistaken: 'pressed by mistake',
    false: 'false alarm',
    exercise: 'exercise',
    test: 'test',
  },
  label: (label) => enLabels[label] ?? label,
  why: (reasons) => ` (${reasons.join(', ')})`,
  colon: ': ',
  between: ' · ',
  people: (titles) => titles.join(', '),
  ago: (s) =>
    s < 60
      ? `${s} s ago`
      : s < 3600
        ? `${Math.floor(s / 60)} min ago`
        : `${Math.floor(s / 3600)} h ago`,
  nobodyComing: 'nobody is going yet',
  coming: (people) => `${people} on the way`,
  arrived: (people) => `${people} at the place`,
  pleaseAnswer: 'open to answer',
  nowButton: 'the button was pressed',
  hurry: 'please hurry',
  support: 'please support if needed',
  nobodyOnDuty: 'nobody is on duty to be called',
  sendSomebody: 'send somebody now',
  notArrived: 'arrival not reported',
  reportArrival: 'scan the code when you are there',
  notClosed: 'alarm not closed yet',
  stepOverdue: (title) => `“${title}” is not done yet`,
  pleaseTick: 'tick it off in the playbook when done',
  pleaseClose: 'enter the result and close the alarm',
  ended: 'alarm ended',
  result: (verdict) => `result: ${verdict}`,
  closedBy: (person) => `closed by ${person}`,
  moreAlarms: (count) => `${count} more ${count === 1 ? 'alarm' : 'alarms'}`,
  moreNews: (count) => `${count} more ${count === 1 ? 'update' : 'updates'}`,
  ofThese: (kind, count) => `${count} of them ${kind === 'test' ? 'tests' : 'exercises'}`,
  openAll: 'open to see all',
  andMore: (count) => `${count} places`,
};

/** The answer that a call on a screen offers: the same words as the button on the page. */
export const acceptWords: Record<Locale, string> = { zh: '我去处置', en: 'I am going' };
