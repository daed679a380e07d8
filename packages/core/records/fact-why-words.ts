import type { DeclineReason } from '@anyuan/contracts/decline.ts';
import type { CallReason, SkipReason } from '@anyuan/contracts/facts.ts';
import type { TalkEnd } from '@anyuan/contracts/talk.ts';
import type { Both } from './both.ts';

/** Facts whose reason is one of a closed list: a record shows it in words, never as its code. */
export type FactWhy =
  | `dispatch.called.${CallReason}`
  | `dispatch.tierSkipped.${SkipReason}`
  | `alarm.declined.${DeclineReason}`
  | `talk.ended.${TalkEnd}`;

export const factWhyWords: Both<FactWhy> = {
  zh: {
    'dispatch.called.raised': '报警后首次呼叫',
    'dispatch.called.stepped': '上一级到时没有人接警',
    'dispatch.called.skipped': '上一级没有可呼叫的人',
    'dispatch.called.tooFew': '上一级人手不够',
    'dispatch.called.repeated': '没有人接警，重复呼叫',
    'dispatch.called.declined': '有人去不了，改叫他人',
    'dispatch.called.arrivalOverdue': '接警后没有按时到场',
    'dispatch.tierSkipped.empty': '这一级没有人在岗',
    'dispatch.tierSkipped.unreachable': '这一级的人都联系不上',
    'alarm.declined.notHere': '不在学校',
    'alarm.declined.withPupils': '正看着学生',
    'alarm.declined.unwell': '身体不适',
    'alarm.declined.other': '其他原因',
    'talk.ended.hungUp': '挂断',
    'talk.ended.alarmClosed': '报警已结束',
    'talk.ended.timeLimit': '到了最长时间',
    'talk.ended.lost': '连接中断',
    'talk.ended.notConnected': '没有接通',
    'talk.ended.offline': '终端离线',
    'talk.ended.refused': '终端没有接受',
    'talk.ended.noSpeaker': '终端的扬声器不能用',
  },
  en: {
    'dispatch.called.raised': 'first call',
    'dispatch.called.stepped': 'nobody of the tier before accepted in time',
    'dispatch.called.skipped': 'nobody of the tier before could be called',
    'dispatch.called.tooFew': 'too few in the tier before',
    'dispatch.called.repeated': 'nobody accepted, called again',
    'dispatch.called.declined': 'somebody cannot go, others are called',
    'dispatch.called.arrivalOverdue': 'accepted, and not there in time',
    'dispatch.tierSkipped.empty': 'nobody on duty in it',
    'dispatch.tierSkipped.unreachable': 'nobody in it can be reached',
    'alarm.declined.notHere': 'not at school',
    'alarm.declined.withPupils': 'with pupils',
    'alarm.declined.unwell': 'not well',
    'alarm.declined.other': 'another reason',
    'talk.ended.hungUp': 'hung up',
    'talk.ended.alarmClosed': 'the alarm was closed',
    'talk.ended.timeLimit': 'the longest time was reached',
    'talk.ended.lost': 'the connection was lost',
    'talk.ended.notConnected': 'never connected',
    'talk.ended.offline': 'the terminal is off line',
    'talk.ended.refused': 'the terminal refused',
    'talk.ended.noSpeaker': 'the loudspeaker of the terminal does not work',
  },
};

/** The key of a fact's reason where it is one of a list; null: it is somebody's own words, or there is none. */
export function factWhyOf(type: string, reason: string): FactWhy | null {
  const key = `${type}.${reason}`;
  return key in factWhyWords.zh ? (key as FactWhy) : null;
}

/** A reason of `factWhyOf` in words; one of a newer server stands as it is. */
export function factWhyText(why: string, locale: 'zh' | 'en'): string {
  const known: Record<string, string> = factWhyWords[locale];
  return known[why] ?? why;
}
