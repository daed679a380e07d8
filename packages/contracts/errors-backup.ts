/** Refusals about backups. Part of `errorCatalog`. */
export const backupErrors = {
  'backup.running': {
    status: 409,
    zh: '已有一次备份或恢复演练正在进行，请等它结束。',
    en: 'A backup or a rehearsal is running already; wait until it has ended.',
  },
  'backup.noneYet': {
    status: 409,
    zh: '还没有备份，请先做一次备份，再演练恢复。',
    en: 'There is no backup yet: make one, then rehearse.',
  },
  'backup.off': {
    status: 409,
    zh: '数据库在别处（--database-url），请先用 --backup-dir 设置备份目录。',
    en: 'The database is elsewhere (--database-url): set a folder with --backup-dir first.',
  },
} as const;
