/** Refusals of people, organisations and imports; part of the catalogue in errors.ts. */
export const peopleErrors = {
  'person.loginTaken': {
    status: 409,
    zh: '这个账号已经有人使用，请换一个。',
    en: 'This account name is taken; choose another.',
  },
  'person.phoneTaken': {
    status: 409,
    zh: '这个手机号已经登记在另一个人名下，请核对。',
    en: 'This number is registered with somebody else; check it.',
  },
  'person.roleNotThere': {
    status: 400,
    zh: '这个角色不能放在这类组织里，例如教师只能在学校。',
    en: 'The role does not fit this kind of organisation: teachers belong to schools.',
  },
  'person.notYours': {
    status: 403,
    zh: '您不能修改这个人：他在您管理范围之外还有职务，或是管理员。请联系上级管理员。',
    en: 'This person also serves where you do not manage, or is an administrator; ask the administrator above.',
  },
  'person.badDate': {
    status: 400,
    zh: '没有这一天，请按 2026-07-01 的格式填写。',
    en: 'There is no such day; write it as 2026-07-01.',
  },
  'leaving.leavesEmpty': {
    status: 409,
    zh: '“{name}”没有选接手人，离岗后这里就没有人了，报警叫到这一岗会被跳过。请选接手人，或明确表示先空着。',
    en: '“{name}” has no successor: nobody would be left there and alarms would pass over that post. Choose one, or say that it may stay empty.',
  },
  'leaving.notThere': {
    status: 400,
    zh: '“{name}”的接手人不在那里任职或已停用，请另选一位。',
    en: 'The successor for “{name}” does not serve there or is disabled; choose somebody else.',
  },
  'leaving.changedSince': {
    status: 409,
    zh: '离岗之后有内容已被别人改过，或已超过一天，不能整体撤回。请逐项调整。',
    en: 'Something was changed since, or more than a day has passed: it cannot be taken back as a whole. Change it piece by piece.',
  },
  'person.lastAdministrator': {
    status: 409,
    zh: '这是最后一位可用的管理员，停用后谁都进不了后台。请先添加另一位管理员。',
    en: 'The last active administrator cannot be disabled; add another first.',
  },
  'organisation.badParent': {
    status: 400,
    zh: '上级组织不对：学校要有派出所或公安局，派出所属于公安局，不能放在自己下面。',
    en: 'The parents do not fit: schools stand below police stations, stations below a bureau, nothing below itself.',
  },
  'organisation.notEmpty': {
    status: 409,
    zh: '这个组织还有在用的人员、下级或终端，请先移走。',
    en: 'People, organisations or terminals are still there; move them first.',
  },
  'import.notReady': {
    status: 409,
    zh: '这份名单还没有读完，或已经写入。请看最新状态。',
    en: 'This list is still being read, or was written already; look again.',
  },
  'import.notWritten': {
    status: 409,
    zh: '这份名单没有写入过，或已经撤回。请看最新状态。',
    en: 'This list was never written, or was taken back already; look again.',
  },
  'import.tooLarge': {
    status: 413,
    zh: '文件超过 20 MB。请删去图片和多余的工作表，或分成几份导入。',
    en: 'The file exceeds 20 MB. Remove pictures and other sheets, or split it.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
