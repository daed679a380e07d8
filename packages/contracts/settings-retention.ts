import { z } from 'zod';
import { keepBounds } from './retention.ts';
import type { SettingSpec } from './settings-parse.ts';

interface Days {
  name: string;
  least: number;
  fallback: number;
  zh: string;
  en: string;
}

const days = ({ name, least, fallback, zh, en }: Days): SettingSpec<number> => ({
  name,
  schema: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.int().min(least).max(36_500)),
  fallback,
  zh,
  en,
  exampleZh: ` ${least} 到 36500 的整数，如 ${fallback}`,
  exampleEn: `N (${least} to 36500, as ${fallback})`,
});

/**
 * How long records are kept, days, until somebody sets it on the console. The least stands in
 * `keepBounds`; the defaults are ours.
 */
export const retentionSettings = {
  alarmKeepDays: days({
    ...{ name: 'alarm-keep-days', least: keepBounds.alarms.least, fallback: 1095 },
    zh: '报警记录结束后保存几天，之后删除',
    en: 'days that the record of a closed alarm is kept, then deleted',
  }),
  quickReportKeepDays: days({
    ...{ name: 'quick-report-keep-days', least: keepBounds.quickReports.least, fallback: 90 },
    zh: '随手报处理完后，照片和录音保存几天，之后删除',
    en: 'days that photos and voice notes of a settled quick report are kept, then deleted',
  }),
  ticketKeepDays: days({
    ...{ name: 'ticket-keep-days', least: keepBounds.tickets.least, fallback: 1095 },
    zh: '报修工单关闭后保存几天，之后删除',
    en: 'days that a closed ticket is kept, then deleted',
  }),
  messageKeepDays: days({
    ...{ name: 'message-keep-days', least: keepBounds.messages.least, fallback: 365 },
    zh: '通知消息（含收件地址）保存几天，之后删除',
    en: 'days that messages, with the addresses they went to, are kept, then deleted',
  }),
  auditKeepDays: days({
    ...{ name: 'audit-keep-days', least: keepBounds.audit.least, fallback: 1095 },
    zh: '操作审计保存几天，之后删除',
    en: 'days that the audit is kept, then deleted',
  }),
};
