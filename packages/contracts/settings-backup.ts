import { z } from 'zod';
import type { SettingSpec } from './settings-parse.ts';

const whole = (least: number, most: number) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.int().min(least).max(most));

interface Whole {
  name: string;
  least: number;
  most: number;
  fallback: number;
  zh: string;
  en: string;
}

const number = ({ name, least, most, fallback, zh, en }: Whole): SettingSpec<number> => ({
  name,
  schema: whole(least, most),
  fallback,
  zh,
  en,
  exampleZh: ` ${least} 到 ${most} 的整数，如 ${fallback}`,
  exampleEn: `N (${fallback})`,
});

const path = (about: { name: string; zh: string; en: string }): SettingSpec<string | null> => ({
  ...about,
  schema: z.string().trim().min(1).nullable(),
  fallback: null,
  exampleZh: '一个路径，如 /mnt/backup',
  exampleEn: 'PATH',
});

/** Where backups go, when, how many stay, and how old a good rehearsal may be. */
export const backupSettings = {
  backupDir: path({
    name: 'backup-dir',
    zh: '备份目录，最好在另一块磁盘；默认为数据目录中的 backups',
    en: 'folder of the backups, best on another disk; otherwise backups in the data folder',
  }),
  backupHour: number({
    ...{ name: 'backup-hour', least: 0, most: 23, fallback: 3 },
    zh: '每天几点自动备份（北京时间）',
    en: 'hour of the daily backup (Beijing time)',
  }),
  backupKeep: number({
    ...{ name: 'backup-keep', least: 1, most: 366, fallback: 7 },
    zh: '保留最近几份备份',
    en: 'how many of the newest backups are kept',
  }),
  backupKeyFile: path({
    name: 'backup-key-file',
    zh: '备份密钥文件，默认为数据目录中的 backup.key',
    en: 'key file of the backups; otherwise backup.key in the data folder',
  }),
  rehearsalDays: number({
    ...{ name: 'rehearsal-days', least: 1, most: 366, fallback: 30 },
    zh: '超过几天没有成功演练恢复就提醒',
    en: 'days without a good rehearsal of a restore after which a notice is raised',
  }),
};
