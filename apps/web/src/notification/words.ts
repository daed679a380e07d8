import { words } from '../platform/words.ts';

export const notificationWords = words({
  zh: {
    title: '通知渠道',
    intro: '报警时，每个渠道都会同时通知值班人员。渠道能证明到哪一步，就显示到哪一步。',
    enabled: '启用',
    reports: '能证明：{list}',
    sent: '已发送',
    delivered: '已送达',
    read: '已读',
    save: '保存',
    saved: '已保存',
    noSettings: '这个渠道不需要设置。',
    secretSet: '已设置，留空则不变',
    required: '必填',
  },
  en: {
    title: 'Channels',
    intro:
      'On an alarm every channel tells the people on duty at once, and shows only what it can prove.',
    enabled: 'On',
    reports: 'can prove: {list}',
    sent: 'sent',
    delivered: 'delivered',
    read: 'read',
    save: 'Save',
    saved: 'Saved',
    noSettings: 'This channel needs no settings.',
    secretSet: 'set; leave empty to keep it',
    required: 'required',
  },
});
