import type { QuickReportKind } from '@anyuan/contracts/quick-report-lists.ts';
import type { Both } from '../records/both.ts';

/** The kinds of 随手报 in words, on pages and in messages. */
export const reportKindWords: Both<QuickReportKind> = {
  zh: { hazard: '安全隐患', dispute: '矛盾纠纷', suspicious: '可疑人员', other: '其他' },
  en: { hazard: 'Hazard', dispute: 'Dispute', suspicious: 'Suspicious person', other: 'Other' },
};
