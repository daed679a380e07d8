/** Refusals of the incident loop; see errors.ts. */
export const incidentErrors = {
  'platform.wrongSignature': {
    status: 401,
    zh: '签名不对，请核对双方的密钥。',
    en: 'Wrong signature; compare the secrets of both sides.',
  },
  'platform.stale': {
    status: 401,
    zh: '消息时间与本机相差超过 5 分钟，请校准时钟后重新签名发送。',
    en: 'The timestamp is more than five minutes off; set the clock and sign again.',
  },
  'incident.closed': {
    status: 409,
    zh: '这起事件已经复盘结案，如需继续办理请由领导重新启动并说明原因。',
    en: 'This incident is reviewed and closed; a leader may reopen it with a reason.',
  },
  'incident.merged': {
    status: 409,
    zh: '这起事件已并入另一起，请到合并后的事件中办理。',
    en: 'This incident was merged into another one; go on there.',
  },
  'incident.notAssessed': {
    status: 409,
    zh: '请先研判（定级），再办理。',
    en: 'Assess the incident first.',
  },
  'incident.notConcluded': {
    status: 409,
    zh: '请先办结，再复盘。',
    en: 'Conclude the incident before reviewing it.',
  },
  'incident.concluded': {
    status: 409,
    zh: '这起事件已办结，如需继续办理请由领导重新启动。',
    en: 'Already concluded; a leader may reopen it.',
  },
  'incident.notHolder': {
    status: 409,
    zh: '这起事件现在由另一方办理。',
    en: 'The other side has this incident now.',
  },
  'incident.ordersOpen': {
    status: 409,
    zh: '还有督办没有办结，请先回复并由领导确认。',
    en: 'Instructions are still open; have them answered and settled first.',
  },
  'incident.offered': {
    status: 409,
    zh: '正在等待对方接收，请先等对方接收或退回。',
    en: 'It waits for the other side; let it be accepted or returned first.',
  },
  'incident.notOffered': {
    status: 409,
    zh: '没有等待您这一方接收的移交。',
    en: 'Nothing was handed to your side.',
  },
  'incident.mismatch': {
    status: 409,
    zh: '只能合并同一所学校、知情范围相同的事件。',
    en: 'Only incidents of one school that the same sides may see can be merged.',
  },
  'incident.nothingToSplit': {
    status: 400,
    zh: '请选择要拆出的报警或人员，并给原事件至少留下一项。',
    en: 'Choose alarms or people to take out, and leave at least one behind.',
  },
  'incident.past': {
    status: 400,
    zh: '期限必须晚于现在。',
    en: 'The date must lie in the future.',
  },
  'incident.unknownPart': {
    status: 404,
    zh: '没有找到这条督办、问题或人员，可能已被改动，请刷新后重试。',
    en: 'No such instruction, finding or person; look again and retry.',
  },
} as const;
