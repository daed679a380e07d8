/** Refusals of records, reports and evidence packages; part of the catalogue in errors.ts. */
export const recordErrors = {
  'filter.notThere': {
    status: 403,
    zh: '只能共享给您任职的单位，请重新选择。',
    en: 'A search can be shared only where you serve; choose another organisation.',
  },
  'filter.notYours': {
    status: 409,
    zh: '这个搜索是别人保存的，请另存一个新的。',
    en: 'This search was saved by somebody else; save it as a new one.',
  },
  'report.tooMany': {
    status: 429,
    zh: '您已有五份报表在生成，请等它们完成。',
    en: 'Five reports of yours are being made; wait until they are done.',
  },
  'evidence.keyMissing': {
    status: 503,
    zh: '签名密钥文件 evidence.key 不在服务器的数据目录里，暂时不能导出证据包。请系统管理员放回这个文件；确实找不回时，运行 bin/anyuan clipkey rotate 换新密钥。',
    en: 'The key file evidence.key is not in the data folder of the server: no evidence package can be signed. Ask the administrator to put it back; when it is lost, bin/anyuan clipkey rotate makes a new key.',
  },
  'report.gone': {
    status: 404,
    zh: '报表还没有生成好，或已超过一天被删除，请重新生成。',
    en: 'The report is not made yet, or was deleted after a day; have it made again.',
  },
} as const;
