/** Refusals of rosters, leave, swaps and hand-over. Part of `errorCatalog`. */
export const rosterErrors = {
  'shift.noPeople': {
    status: 400,
    zh: '班次还没有人，请给每一轮至少安排一人。',
    en: 'The shift has nobody; put at least one person into every turn.',
  },
  'shift.ruleUnreadable': {
    status: 400,
    zh: '重复规则不对，请按天、周、月或年选择重复方式。',
    en: 'The rule cannot be read; repeat by day, week, month or year.',
  },
  'shift.neverHappens': {
    status: 400,
    zh: '这个班次一年内一次也不会出现，请检查重复规则、开始日期和适用的日子。',
    en: 'This shift would not happen once in a year; check the rule, the first day and the kinds of day.',
  },
  'shift.unknownPerson': {
    status: 400,
    zh: '有人不在本单位或已停用，请重新选择人员。',
    en: 'Somebody chosen is not with this organisation or is inactive; choose again.',
  },
  'shift.unknownBuilding': {
    status: 400,
    zh: '没有这栋楼，请重新选择。',
    en: 'There is no such building here; choose again.',
  },
  'shift.stale': {
    status: 409,
    zh: '这个班次刚被别人改过，请刷新后再改。',
    en: 'Somebody just changed this shift; reload and edit again.',
  },
  'leave.endsBeforeItBegins': {
    status: 400,
    zh: '请假的结束时间应晚于开始时间。',
    en: 'A leave must end after it begins.',
  },
  'leave.overlaps': {
    status: 409,
    zh: '这段时间已有请假，请先撤销原来的请假再重新填写。',
    en: 'There already is a leave in this time; withdraw it first.',
  },
  'leave.ownSubstitute': {
    status: 400,
    zh: '替班人不能是请假人自己，请另选一人。',
    en: 'Nobody stands in for themselves; choose another person.',
  },
  'leave.substituteAway': {
    status: 409,
    zh: '替班人这段时间也请了假，请另选一人。',
    en: 'The substitute is on leave as well; choose another person.',
  },
  'duty.unknown': {
    status: 404,
    zh: '这一天没有这个班次，请刷新后再试。',
    en: 'There is no such duty on that day; reload and try again.',
  },
  'duty.over': {
    status: 409,
    zh: '这个班次已经结束，不能再改。',
    en: 'This duty is over and can no longer be changed.',
  },
  'duty.notTheirs': {
    status: 409,
    zh: '此人不在这个班次上，请刷新后再试。',
    en: 'That person does not fill this duty; reload and try again.',
  },
  'duty.alreadyOn': {
    status: 409,
    zh: '此人已在这个班次上。',
    en: 'That person already fills this duty.',
  },
  'duty.leavesNobody': {
    status: 409,
    zh: '撤下此人后这个班次就没有人了，请改用“换人”并选好接替的人。',
    en: 'Without this person nobody is left; replace them by somebody instead.',
  },
  'swap.leavesNobody': {
    status: 409,
    zh: '对方这段时间请了假或已在这个班上，换班后会缺人，请另选一位同事。',
    en: 'The other person is away or already on this duty, so nobody would be left; ask another colleague.',
  },
  'swap.answered': {
    status: 409,
    zh: '这个换班请求已经有结果了。',
    en: 'This swap has already been answered.',
  },
  'swap.pending': {
    status: 409,
    zh: '这个班次已有一个换班请求在等待答复，请先撤回它。',
    en: 'A swap of this duty is waiting for an answer; withdraw it first.',
  },
  'calendar.badLine': {
    status: 400,
    zh: '校历第 {line} 行看不懂：{text}。请按“日期,类型,名称”填写，类型为放假、调休上课、上课或周末。',
    en: 'Line {line} of the calendar cannot be read: {text}. Write date,kind,name.',
  },
  'handOver.signed': {
    status: 409,
    zh: '这份交接班已经签收。',
    en: 'This hand-over has been signed.',
  },
  'handOver.notYours': {
    status: 403,
    zh: '只有接班的人可以签收，写的人不能自己签。',
    en: 'Only who takes over may sign, never the one who wrote it.',
  },
  'reachTest.over': {
    status: 409,
    zh: '这次通知测试已经结束，请等下一次。',
    en: 'This test is over; wait for the next one.',
  },
  'reachTest.nobody': {
    status: 409,
    zh: '现在没有人在岗，无法测试；请先排班。',
    en: 'Nobody is on duty now; put somebody on duty first.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
