/** Refusals about voices that people of a school lend. Part of `errorCatalog`. */
export const voiceErrors = {
  'voice.noConsent': {
    status: 409,
    zh: '这个代号还没有同意录音，请先向本人说明并记录同意。',
    en: 'Nobody has agreed under this code yet: explain it and note the consent first.',
  },
  'voice.known': {
    status: 409,
    zh: '这个代号已经用过，请换一个，或在列表里继续录。',
    en: 'This code is taken: choose another, or go on recording in the list.',
  },
  'voice.outdatedConsent': {
    status: 409,
    zh: '同意书已经更新，请重新读给本人听。',
    en: 'The text of the consent has changed: read the new one to the person.',
  },
  'voice.unknownPhrase': {
    status: 409,
    zh: '呼救语表里没有这一句了，请刷新页面。',
    en: 'This phrase is no longer in the list: reload the page.',
  },
  'voice.silent': {
    status: 422,
    zh: '没有录到声音，请检查麦克风后重录。',
    en: 'Nothing was recorded: check the microphone and record again.',
  },
  'voice.clipped': {
    status: 422,
    zh: '声音太大，录音失真，请离远一点重录。',
    en: 'Too loud, the recording is distorted: step back and record again.',
  },
  'voice.offset': {
    status: 422,
    zh: '麦克风信号偏移，录音不能用，请换一个麦克风。',
    en: 'The microphone has an offset and cannot be used: take another one.',
  },
  'voice.modelMissing': {
    status: 503,
    zh: '服务器上的呼救语模型缺失或损坏，录音已保存，暂时不能算阈值，请联系管理员。',
    en: 'The words model of the server is missing or damaged; recordings are kept, thresholds cannot be worked out yet.',
  },
} as const;
