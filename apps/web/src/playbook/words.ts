import { words } from '../platform/words.ts';

export const playbookWords = words({
  zh: {
    title: '处置流程 · {name}',
    doneOf: '{done}/{all} 步已完成',
    by: '{name} {time}',
    left: '还剩 {time}',
    late: '已超时 {time}',
    open: '未完成',
    ended: '报警已结束，流程不再更改。',
  },
  en: {
    title: 'Playbook · {name}',
    doneOf: '{done} of {all} {all|step|steps} done',
    by: '{name} {time}',
    left: '{time} left',
    late: 'late by {time}',
    open: 'not done',
    ended: 'The alarm is closed; the playbook no longer changes.',
  },
});
