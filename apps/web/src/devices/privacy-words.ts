import { words } from '../platform/words.ts';

export const privacyWords = words({
  zh: {
    kept: '声音只在终端上判断，不识别是谁；报警录音加密存放，{days} 天后删除，隐私区域 {privacyDays} 天。',
    none: '现在没有录音。',
    now: '现有 {n} 段，最早 {since}。',
    keyMissing: '录音密钥缺失或损坏，录音暂时不能保存和播放，请管理员放回密钥文件。报警不受影响。',
    off: '不录音',
    on: '报警时录音：前 {pre} 秒至后 {post} 秒',
  },
  en: {
    kept: 'Sound is judged on the terminal and nobody is identified. Recordings of alarms are encrypted and deleted after {days} {days|day|days}, in privacy zones after {privacyDays}. ',
    none: 'There is none now.',
    now: '{n} now, the oldest of {since}.',
    keyMissing:
      'The key of the recordings is missing or damaged: they can be neither stored nor played until it is put back. Alarms go on.',
    off: 'No recording',
    on: 'Recorded around an alarm: {pre} s before to {post} s after',
  },
});
