import { words } from '../platform/words.ts';

export const wallWords = words({
  zh: { calm: '现在没有报警', waiting: '正在核对有没有报警' },
  en: { calm: 'No alarm now', waiting: 'Checking for alarms' },
});
