import type { DeviceSettingKey } from '@anyuan/contracts/device-settings.ts';
import { words } from '../platform/words.ts';

type Key =
  | `key.${DeviceSettingKey}`
  | 'title'
  | 'how'
  | 'privacyHow'
  | 'place'
  | 'level'
  | 'wholeOf'
  | 'terminal'
  | 'setting'
  | 'value'
  | 'from'
  | 'own'
  | 'inherit'
  | 'shipped'
  | 'privacy'
  | 'yes'
  | 'no'
  | 'seconds'
  | 'percent'
  | 'reason'
  | 'save'
  | 'saved'
  | 'undone'
  | 'undoReason'
  | 'history'
  | 'noHistory'
  | 'by'
  | 'left'
  | 'toTerminals';

/** Words of the page 终端设置. */
export const settingsWords = words<Key>({
  zh: {
    title: '终端设置',
    how: '每一级可以设定，也可以留空沿用上一级：组织从上到下 → 学校 → 区域类型 → 单台终端。只有值变了的终端会收到新设置。',
    privacyHow: '隐私区域（卫生间、宿舍等）不论哪一级怎样设定，都不录音频片段。',
    place: '组织',
    level: '级别',
    wholeOf: '{name}（全部）',
    terminal: '{place} · {name}',
    setting: '设置',
    value: '生效值',
    from: '来自',
    own: '本级设定',
    inherit: '沿用上一级',
    shipped: '出厂值',
    privacy: '隐私区域规定',
    yes: '开',
    no: '关',
    seconds: '{n} 秒',
    percent: '{n}%',
    reason: '修改原因',
    save: '保存并下发',
    saved: '已保存，{n} 台终端的值有变化，已下发。',
    undone: '已撤回。',
    undoReason: '撤回',
    history: '修改记录',
    noHistory: '这一级还没有修改过。',
    by: '{time} {name}：{reason}',
    left: '沿用',
    toTerminals: '终端列表',
    'key.clipEnabled': '报警录音片段',
    'key.preRollSec': '片段：报警前',
    'key.postRollSec': '片段：报警后',
    'key.volume': '扬声器音量',
    'key.deterrent': '威慑音',
    'key.heartbeatSec': '心跳间隔',
  },
  en: {
    title: 'Terminal settings',
    how: 'Each level may set a value or leave it to the level above: organisations from the top → school → kind of place → one terminal. Only terminals whose values change are told.',
    privacyHow:
      'In privacy zones (toilets, dormitories) no clip is recorded, whatever any level says.',
    place: 'Organisation',
    level: 'Level',
    wholeOf: '{name} (all)',
    terminal: '{place} · {name}',
    setting: 'Setting',
    value: 'In force',
    from: 'From',
    own: 'Set here',
    inherit: 'as above',
    shipped: 'as shipped',
    privacy: 'privacy zone',
    yes: 'on',
    no: 'off',
    seconds: '{n} s',
    percent: '{n}%',
    reason: 'Why',
    save: 'Save and send',
    saved: 'Saved; the values of {n} {n|terminal|terminals} changed and were sent.',
    undone: 'Taken back.',
    undoReason: 'taken back',
    history: 'Changes',
    noHistory: 'Nothing was changed on this level yet.',
    by: '{time} {name}: {reason}',
    left: 'as above',
    toTerminals: 'Terminals',
    'key.clipEnabled': 'Clip with an alarm',
    'key.preRollSec': 'Clip: before the alarm',
    'key.postRollSec': 'Clip: after the alarm',
    'key.volume': 'Speaker volume',
    'key.deterrent': 'Deterrent tone',
    'key.heartbeatSec': 'Heartbeat every',
  },
});
