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
} as const;
