import { words } from '../platform/words.ts';

/** Words of a running alarm, the same on console, wall and phone. */
export const runningWords = words({
  zh: {
    coming: '{names}正在赶来',
    there: '{names}已到场',
    nobody: '还没有人接警，已呼叫 {count} 人',
    nobodyCalled: '还没有人接警，正在找值班人员',
    nextTier: '{sec} 秒后呼叫下一级',
    arriveBy: '要求 {sec} 秒内到场',
    overdue: '已超时，正在加派',
    windows: '连续 {n} 次',
    started: '{ago}开始',
    announce: '{kind}，{place}，{what}',
    joined: '已合并 {n} 次报警信号',
    titleOne: '【报警】{place}',
    titleMany: '【{n} 起报警】{place}',
  },
  en: {
    coming: '{names} on the way',
    there: '{names} on scene',
    nobody: 'Nobody has accepted; {count} called',
    nobodyCalled: 'Nobody has accepted; looking for people on duty',
    nextTier: 'next tier in {sec} s',
    arriveBy: 'arrival due in {sec} s',
    overdue: 'overdue, more people are being called',
    windows: '{n} {n|time|times} in a row',
    started: 'began {ago}',
    announce: '{kind}, {place}, {what}',
    joined: '{n} {n|signal|signals} joined',
    titleOne: '[ALARM] {place}',
    titleMany: '[{n} ALARMS] {place}',
  },
});
