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
  'talk.noTerminal': {
    status: 409,
    zh: '这起报警不是终端发出的，没有可以对讲的终端。请打电话联系求助人。',
    en: 'No terminal belongs to this alarm; call the person by telephone.',
  },
  'talk.offline': {
    status: 409,
    zh: '终端不在线，不能对讲。请直接派人到现场。',
    en: 'The terminal is off line; send somebody there.',
  },
  'talk.busy': {
    status: 409,
    zh: '已有人正在与这台终端通话，请等对方挂断。',
    en: 'Somebody is talking to this terminal; wait until they hang up.',
  },
  'talk.noCodec': {
    status: 409,
    zh: '浏览器不支持 G.711 语音，请换用新版 Chrome、Edge、Safari 或 Firefox。',
    en: 'The browser offers no G.711 sound; use a current Chrome, Edge, Safari or Firefox.',
  },
  'talk.noAnswer': {
    status: 504,
    zh: '终端没有应答，请重试；不行请直接派人到现场。',
    en: 'The terminal did not answer; try again, or send somebody.',
  },
  'talk.unknown': {
    status: 404,
    zh: '没有这次通话，或已经结束。',
    en: 'There is no such talk, or it has ended.',
  },
  'talk.needsReason': {
    status: 400,
    zh: '收听现场必须写明理由，并会留下记录。',
    en: 'Listening needs a reason; it is kept on record.',
  },
  'talk.privacyZone': {
    status: 403,
    zh: '这里是隐私区域，不能收听现场。可以对讲，终端会先播报提示。',
    en: 'A privacy zone cannot be listened to. You may talk; the terminal says so first.',
  },
  'talk.notAllowedHere': {
    status: 403,
    zh: '学校没有允许在这个区域收听现场。可以对讲，终端会先播报提示。',
    en: 'The school does not allow listening in this zone. You may talk; the terminal says so first.',
  },
} as const;
