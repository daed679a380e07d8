/** Refusals of tickets (报修工单). Part of `errorCatalog`. */
export const ticketErrors = {
  'ticket.stale': {
    status: 409,
    zh: '这张工单刚刚有变化，请看最新情况后再操作。您写的内容还在。',
    en: 'This ticket has just changed; look at it again. What you wrote is still there.',
  },
  'ticket.closed': {
    status: 409,
    zh: '这张工单已经关闭。',
    en: 'This ticket is closed.',
  },
  'ticket.faultStands': {
    status: 409,
    zh: '终端仍在报告这个故障，不能按“自行恢复”关闭。请选其他结果，或等它恢复。',
    en: 'The terminal still reports this fault: it has not gone by itself. Choose another result, or wait.',
  },
  'ticket.wrongPerson': {
    status: 400,
    zh: '这个人不能处理这所学校的工单，请另选一人。',
    en: 'This person cannot work on tickets of this school; choose another.',
  },
} as const;
