import type { Verdict } from '@anyuan/contracts/alarm.ts';
import { words } from '../platform/words.ts';

type Key =
  | `consequence.${Verdict}`
  | 'accept'
  | 'support'
  | 'decline'
  | 'arrive'
  | 'handle'
  | 'close'
  | 'waitArrival'
  | 'otherComing'
  | 'closeTitle'
  | 'closeVerdict'
  | 'closeReason'
  | 'closeReasonHint'
  | 'closeReasonButton'
  | 'closeConsequence'
  | 'closeConfirm'
  | 'needVerdict'
  | 'needReason'
  | 'closedNow';

export const responseWords = words<Key>({
  zh: {
    accept: '我去处置',
    support: '我也去支援',
    decline: '去不了',
    arrive: '登记到场',
    handle: '现场已控制',
    close: '结束报警',
    waitArrival: '等待到场登记：到现场后用手机扫终端旁的二维码，或在终端上长按按钮 3 秒。',
    otherComing: '已有人前往，您可以继续留意，也可以前去支援。',
    closeTitle: '结束这起报警',
    closeVerdict: '这是什么情况',
    closeReason: '处理情况',
    closeReasonHint: '到场看到了什么，怎样处理的',
    closeReasonButton: '有人按下按钮或用手机求助，必须写明核实情况才能结束。',
    closeConsequence:
      '结束后，所有设备停止呼叫，终端会告诉现场报警已结束；记录写入您的姓名，不能改动。',
    closeConfirm: '结束报警',
    needVerdict: '请选择是什么情况',
    needReason: '请写明处理情况',
    closedNow: '这起报警已经结束。',
    'consequence.true': '确有人受到伤害或威胁。记入警情统计，进入复盘。',
    'consequence.prank': '有人故意触发。记入教育提醒，不计入警情。',
    'consequence.mistaken': '有人求助或喊叫，但没有危险。',
    'consequence.false': '没有人求助，是设备误判。用来改进识别。',
    'consequence.exercise': '按计划进行的演练，单独统计。',
    'consequence.test': '设备测试，单独统计。',
  },
  en: {
    accept: 'I am going',
    support: 'I am going too',
    decline: 'I cannot go',
    arrive: 'Report arrival',
    handle: 'Under control',
    close: 'Close alarm',
    waitArrival:
      'Waiting for arrival: scan the code beside the terminal with the phone, or hold its button for 3 seconds.',
    otherComing: 'Somebody is on the way. Keep watching, or go to support.',
    closeTitle: 'Close this alarm',
    closeVerdict: 'What was it',
    closeReason: 'What was done',
    closeReasonHint: 'What was seen on scene and how it was handled',
    closeReasonButton: 'Somebody pressed for help: it can only be closed with what was found.',
    closeConsequence:
      'All devices stop calling and the terminal says that the alarm is over; the record keeps your name and cannot be changed.',
    closeConfirm: 'Close alarm',
    needVerdict: 'Choose what it was',
    needReason: 'Say what was done',
    closedNow: 'This alarm is closed.',
    'consequence.true': 'Somebody was hurt or threatened. Counts as an incident and is reviewed.',
    'consequence.prank': 'Set off on purpose. Kept for education, no incident.',
    'consequence.mistaken': 'Somebody called or shouted, but there was no danger.',
    'consequence.false': 'Nobody called; the device was wrong. Improves detection.',
    'consequence.exercise': 'A planned exercise, counted apart.',
    'consequence.test': 'A test of the device, counted apart.',
  },
});
