import { words } from '../platform/words.ts';

/** Apart from the rest: these few are on the first page of the phone. */
export const unsentWords = words({
  zh: {
    title: '随手报',
    unsent: '{n} 条随手报还没有送出',
    unsentRefused: '有随手报没有被接收，请查看',
  },
  en: {
    title: 'Quick report',
    unsent: '{n} quick {n|report|reports} not sent yet',
    unsentRefused: 'A quick report was not accepted; please look',
  },
});
