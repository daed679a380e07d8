import { words } from '../platform/words.ts';

export const todoWords = words({
  zh: {
    title: '我的待办',
    none: '没有等您处理的事。',
    unknown: '现在读不到待办，请检查网络。',
    alarms: '正在进行的报警',
    assess: '等待研判的事件',
    incidents: '由我办理的事件和整改',
    reports: '等待处理的随手报',
    tickets: '由我处理的报修工单',
    points: '到期未测的点位',
    drills: '近期要办的演练',
    reviewIncidents: '等待复盘的事件',
    reviewAlarms: '等待复盘的报警',
    contacts: '还没有确认的联系方式',
  },
  en: {
    title: 'Waiting for me',
    none: 'Nothing waits for you.',
    unknown: 'This cannot be read now; check the network.',
    alarms: 'Running alarms',
    assess: 'Incidents to assess',
    incidents: 'Incidents and findings of mine',
    reports: 'Quick reports to settle',
    tickets: 'Tickets of mine',
    points: 'Terminals due for a test',
    drills: 'Drills to hold',
    reviewIncidents: 'Incidents to review',
    reviewAlarms: 'Alarms to review',
    contacts: 'Contacts not confirmed yet',
  },
});
