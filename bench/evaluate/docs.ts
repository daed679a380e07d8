import type { Report } from './report.ts';
import { reportText } from './text.ts';
export const docsPage = (report: Report): string => reportText(report);
