/** Refusals about how long things are kept. Part of `errorCatalog`. */
export const retentionErrors = {
  'retention.outdated': {
    status: 409,
    zh: '别人刚刚改过保存期限，您填写的还在。请看清现在的期限，再保存一次。',
    en: 'Somebody has just changed how long things are kept. Yours is still here: look at what holds now and save again.',
  },
  'retention.reasonNeeded': {
    status: 400,
    zh: '缩短期限会删除数据，请写明原因。',
    en: 'A shorter time deletes data: say why.',
  },
  'retention.privacyLonger': {
    status: 400,
    zh: '隐私区域的录音不能比其他录音保存得久，请改小天数。',
    en: 'Recordings of privacy zones are never kept longer than others: make that number smaller.',
  },
} as const;
