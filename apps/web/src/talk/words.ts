import { words } from '../platform/words.ts';

export const talkWords = words({
  zh: {
    title: '与现场通话',
    talk: '对讲',
    listen: '收听现场',
    listenReason: '收听理由（会留下记录）',
    listenHint: '只在这起报警未结束时可以收听；谁听、为什么听都有记录。',
    hangUp: '挂断',
    connecting: '正在接通，终端会先播报“老师正在与您通话”',
    talking: '已接通，请说话',
    listening: '正在收听',
    lost: '通话已断开',
    busy: '{name} 正在通话',
    noMicrophone: '没有麦克风权限。请在浏览器的网站设置里允许麦克风，再点“对讲”。',
    missing: '没有找到麦克风。请接好麦克风，再点“对讲”。',
    insecure: '这个地址不是加密连接（https），浏览器不允许使用麦克风。请用 https 地址打开。',
    unsupported: '这个浏览器不支持通话，请换用新版 Chrome、Edge、Safari 或 Firefox。',
  },
  en: {
    title: 'Talk to the place',
    talk: 'Talk',
    listen: 'Listen',
    listenReason: 'Reason (kept on record)',
    listenHint: 'Only while this alarm is open; who listens and why is on record.',
    hangUp: 'Hang up',
    connecting: 'Connecting; the terminal first says that a teacher is talking',
    talking: 'Connected: speak',
    listening: 'Listening',
    lost: 'The line is broken',
    busy: '{name} is talking',
    noMicrophone:
      'The microphone is blocked. Allow it in the settings of the site, then press Talk.',
    missing: 'No microphone was found. Connect one, then press Talk.',
    insecure: 'This address has no TLS (https), so the browser gives no microphone. Use https.',
    unsupported: 'This browser cannot talk; use a current Chrome, Edge, Safari or Firefox.',
  },
});

export type TalkWord = keyof typeof talkWords.zh;
