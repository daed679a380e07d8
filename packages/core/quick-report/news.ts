import type { QuickReportFact } from '@anyuan/contracts/quick-report.ts';
import type { QuickReportKind } from '@anyuan/contracts/quick-report-lists.ts';
import { reportKindWords } from './words.ts';

type Told = Exclude<QuickReportFact['type'], 'quickReport.reopened'>;
type Said = { title: string; body: string };

const said: Readonly<Record<Told, { zh: Said; en: Said }>> = {
  'quickReport.sent': {
    zh: { title: '新的随手报', body: '请查看并处理。' },
    en: { title: 'New quick report', body: 'Please look at it.' },
  },
  'quickReport.closed': {
    zh: { title: '您的随手报有了结果', body: '已关闭，请查看理由。' },
    en: { title: 'Your report was answered', body: 'Closed; see the reason.' },
  },
  'quickReport.becameIncident': {
    zh: { title: '您的随手报有了结果', body: '已转为事件办理。' },
    en: { title: 'Your report was answered', body: 'It is handled as an incident.' },
  },
};

/** What a message says of a report: school and kind. The words may name a child and are read after signing in. */
export function newsOfReport(
  fact: { type: Told },
  { kind, school }: { kind: QuickReportKind; school: string },
): { zh: Said; en: Said } {
  const { zh, en } = said[fact.type];
  return {
    zh: { title: zh.title, body: `${school} · ${reportKindWords.zh[kind]}。${zh.body}` },
    en: { title: en.title, body: `${school} · ${reportKindWords.en[kind]}. ${en.body}` },
  };
}
