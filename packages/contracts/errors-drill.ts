/** Refusals of drills, point tests and talk. Part of `errorCatalog`. */
export const drillErrors = {
  'drill.unknown': {
    status: 404,
    zh: '没有这次演练，或不在您的管辖范围内。',
    en: 'There is no such drill, or it is outside your scope.',
  },
  'drill.badPlace': {
    status: 400,
    zh: '所选地点不属于这所学校，请重新选择。',
    en: 'A chosen place is not of this school; choose again.',
  },
  'drill.realAlarm': {
    status: 409,
    zh: '所选地点正有真实报警，不能开始演练或测试，请先处置。',
    en: 'A real alarm is open there; see to it first. No drill or test can begin.',
  },
  'drill.running': {
    status: 409,
    zh: '这里的演练还没有结束，请先结束它。',
    en: 'A drill is still running there; end it first.',
  },
  'drill.ended': { status: 409, zh: '这次演练已经结束。', en: 'This drill has ended.' },
  'pointTest.unknown': {
    status: 404,
    zh: '没有这次点位测试，或已经结束。',
    en: 'There is no such point test, or it has ended.',
  },
  'pointTest.busy': {
    status: 409,
    zh: '有人正在测试这台终端，请稍后再试。',
    en: 'Somebody is testing this terminal; try again later.',
  },
  'pointTest.notAnswered': {
    status: 409,
    zh: '还没有收到按钮信号或派出所还没有应答，不能登记为通过。',
    en: 'The press has not arrived or the police have not answered; it cannot count as passed.',
  },
} as const;
