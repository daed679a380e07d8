/** Refusals about hearing and recordings; part of the catalog. */
export const hearingErrors = {
  'hearing.stale': {
    status: 409,
    zh: '这项识别设置刚刚被别人修改，请看最新内容后重试。',
    en: 'Somebody has just changed this setting; look again and retry.',
  },
  'clip.keyMissing': {
    status: 503,
    zh: '录音密钥缺失或损坏，录音暂时不能保存和播放；请管理员放回密钥文件。报警不受影响。',
    en: 'The key of the recordings is missing or damaged; they can be neither stored nor played until it is put back. Alarms go on.',
  },
} as const;
