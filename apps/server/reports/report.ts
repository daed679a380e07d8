import type { FiguresReply } from '@anyuan/contracts/figures.ts';
import type { ReportBody } from '../platform/tables-reports.ts';

/** What a page or a sheet is made from. */
export interface Report extends Omit<ReportBody, 'scope'> {
  figures: FiguresReply;
}
