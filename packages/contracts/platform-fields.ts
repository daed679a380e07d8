/**
 * What systems that take 110 calls say about an incident, by the three shapes that are public. None is
 * a standard: a mapping is data, and another one is another row here.
 */
export const platformFields = [
  'number',
  'linkedNumber',
  'schoolCode',
  'source',
  'calledAt',
  'takenAt',
  'callerName',
  'callerPhone',
  'place',
  /** Position of the terminal or the telephone, found by a machine. */
  'autoLongitude',
  'autoLatitude',
  /** Position that the caller or the call taker gave. */
  'callerLongitude',
  'callerLatitude',
  'content',
  'category',
  'level',
  'test',
  'dispatchedAt',
  'arrivedAt',
  'finishedAt',
  'feedback',
  'state',
] as const;
export type PlatformField = (typeof platformFields)[number];
export type PlatformMapping = Readonly<Partial<Record<PlatformField, string>>>;

export const platformShapes = ['dispatchBean', 'dispatchPage', 'dataTable'] as const;
export type PlatformShape = (typeof platformShapes)[number];

/** Their names of our fields. What a shape has no word for goes by ours, with an `x_` in front. */
export const platformMappings: Readonly<Record<PlatformShape, PlatformMapping>> = {
  dispatchBean: {
    number: 'jjdbh',
    linkedNumber: 'gljjdbh',
    schoolCode: 'gxdwbh',
    source: 'bjfsbh',
    calledAt: 'bjsj',
    takenAt: 'jjsj',
    callerName: 'bjrxm',
    callerPhone: 'lxdh',
    place: 'sfdz',
    autoLongitude: 'zddwxzb',
    autoLatitude: 'zddwyzb',
    callerLongitude: 'sddwxzb',
    callerLatitude: 'sddwyzb',
    content: 'bjnr',
    category: 'bjlb',
    level: 'caseLevel',
    dispatchedAt: 'czsj',
    arrivedAt: 'ddxcsj',
    finishedAt: 'clwbsj',
    feedback: 'fknr',
    state: 'cljg',
  },
  dispatchPage: {
    number: 'JQ_TYWYSBM',
    schoolCode: 'ZDF_GXDWDM',
    calledAt: 'BJSJ',
    callerName: 'BJRXM',
    callerPhone: 'LXDH',
    place: 'AFDD',
    callerLongitude: 'BJDZJD',
    callerLatitude: 'BJDZWD',
    content: 'BJNR',
    category: 'ZDF_BJLBDM',
    level: 'EM_JQJB',
    test: 'OL_ISTEST',
    feedback: 'ZLCZXX',
  },
  dataTable: {
    number: 'caseno',
    schoolCode: 'dutydeptno',
    source: 'callway',
    calledAt: 'calltime',
    callerName: 'callername',
    callerPhone: 'callerphone',
    place: 'occuraddress',
    callerLongitude: 'lngofcriterion',
    callerLatitude: 'latofcriterion',
    content: 'casecontents',
    category: 'newori',
    feedback: 'replies',
  },
};
