import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { TicketResult } from '@anyuan/contracts/ticket-lists.ts';
import { faultWords } from '../devices/fault-words.ts';
import type { Both } from '../records/both.ts';

/** How a ticket ended, on pages and in sheets. */
export const ticketResultWords: Both<TicketResult> = {
  zh: {
    repaired: '已修好',
    replaced: '已更换',
    notFault: '不是故障',
    bySelf: '自行恢复',
    removed: '终端已拆除',
  },
  en: {
    repaired: 'Repaired',
    replaced: 'Replaced',
    notFault: 'Not a fault',
    bySelf: 'By itself',
    removed: 'Terminal removed',
  },
};

/** What a person saw has no code: their words say it. */
export const ticketTitle = (
  { code, words }: { code: FaultCode | null; words: string },
  locale: 'zh' | 'en',
): string => (code === null ? words : faultWords[locale][`fault.${code}`]);
