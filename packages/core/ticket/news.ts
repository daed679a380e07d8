import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import { faultWords } from '../devices/fault-words.ts';

/** Told to whom a ticket was assigned. What a person wrote is read after signing in. */
export function newsOfTicket(about: {
  number: number;
  school: string;
  place: string;
  code: FaultCode | null;
}) {
  const { number, school, place, code } = about;
  const what = (locale: 'zh' | 'en', byHand: string) =>
    code === null ? byHand : faultWords[locale][`fault.${code}`];
  return {
    zh: {
      title: `报修工单 #${number} 指派给您`,
      body: `${school} · ${place}：${what('zh', '人工报修')}。请查看并处理。`,
    },
    en: {
      title: `Ticket #${number} was assigned to you`,
      body: `${school} · ${place}: ${what('en', 'reported by hand')}. Please look at it.`,
    },
  };
}
