/** Refusals about the settings and the software of terminals. Part of `errorCatalog`. */
export const deviceErrors = {
  'deviceSettings.stale': {
    status: 409,
    zh: '这一级的终端设置刚刚被别人修改，请看最新内容后重试。',
    en: 'Somebody has just changed the settings of this level; look again and retry.',
  },
  'deviceSettings.privacy': {
    status: 409,
    zh: '这台终端在隐私区域，不能打开录音片段；其他设置可以修改。',
    en: 'This terminal hangs in a privacy zone: clips cannot be switched on here. Everything else can be set.',
  },
} as const;
