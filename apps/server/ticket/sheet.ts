import type { TicketView } from '@anyuan/contracts/ticket.ts';
import { ticketResultWords, ticketTitle } from '@anyuan/core/ticket/words.ts';
import type { CellValue } from 'hucre/xlsx';
import type { SheetOutline } from '../platform/spreadsheet.ts';

type Locale = 'zh' | 'en';

const heads: Record<Locale, { name: string; columns: readonly string[] }> = {
  zh: {
    name: '报修工单',
    columns: [
      ...['编号', '学校', '地点', '终端', '故障', '说明', '报修时间', '报修人', '次数', '最近一次'],
      ...['故障恢复', '负责人', '关闭时间', '关闭人', '结果', '处理说明'],
    ],
  },
  en: {
    name: 'Tickets',
    columns: [
      ...['Number', 'School', 'Place', 'Terminal', 'Fault', 'Words', 'Opened', 'Opened by'],
      ...['Times', 'Last time', 'Recovered', 'Assigned to', 'Closed', 'Closed by', 'Result'],
      'What was done',
    ],
  },
};

const exportMax = 100_000;
const exportPage = 500;
const when = (ms: number | null): CellValue => (ms === null ? null : new Date(ms));

/** Page by page, so that a long list never stands in memory whole. */
async function* rowsOf(
  read: (before: number | undefined, limit: number) => Promise<TicketView[]>,
  locale: Locale,
): AsyncGenerator<CellValue[]> {
  let before: number | undefined;
  for (let sent = 0; sent < exportMax; sent += exportPage) {
    const tickets = await read(before, exportPage);
    for (const t of tickets) {
      yield [
        ...[t.number, t.schoolName, t.place, t.terminalName, ticketTitle(t, locale), t.words],
        ...[when(t.openedAt), t.openedByName, t.count, when(t.lastAt), when(t.recoveredAt)],
        ...[t.assigneeName, when(t.closedAt), t.closedByName],
        ...[t.result && ticketResultWords[locale][t.result], t.closeWords],
      ];
    }
    before = tickets.at(-1)?.number;
    if (tickets.length < exportPage) return;
  }
}

export function ticketSheet(of: {
  locale: Locale;
  read: (before: number | undefined, limit: number) => Promise<TicketView[]>;
}): SheetOutline {
  const { name, columns } = heads[of.locale];
  return {
    name,
    columns: columns.map((header) => ({ header, width: 18 })),
    rows: rowsOf(of.read, of.locale),
  };
}
