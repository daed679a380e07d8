/** Refusals of plans and playbooks; part of the catalogue in errors.ts. */
export const planErrors = {
  'plan.noName': {
    status: 400,
    zh: '请给预案起一个名称。',
    en: 'Give the plan a name.',
  },
  'plan.noTier': {
    status: 400,
    zh: '预案至少要有一级梯队，否则没有人会被呼叫。请添加一级。',
    en: 'A plan needs at least one tier, otherwise nobody is called. Add one.',
  },
  'plan.noPost': {
    status: 400,
    zh: '有一级梯队没有选岗位。请选择至少一个岗位，或删除这一级。',
    en: 'A tier has no post. Choose at least one, or remove the tier.',
  },
  'plan.unknownPost': {
    status: 400,
    zh: '有一级梯队里的岗位系统不认识，或不能被呼叫。请改选列表中的岗位。',
    en: 'A tier names a post that is unknown or cannot be called. Choose one of the list.',
  },
  'plan.badTime': {
    status: 400,
    zh: '等待时间要在 1 到 3600 秒之间（办结提醒 10 秒到 24 小时，并入时间可为 0）。请改正标出的时间。',
    en: 'Waits are 1 to 3600 seconds (closing reminder 10 s to 24 h, merge window from 0). Correct the time named.',
  },
  'plan.invalid': {
    status: 400,
    zh: '预案里有一项超出范围，请改正标出的内容。',
    en: 'Something in the plan is out of range; correct the field named.',
  },
  'plan.emptyRange': {
    status: 400,
    zh: '适用条件的起止相同或颠倒，永远不会用到。请改正时段或把握。',
    en: 'A range in the conditions is empty and would never match. Correct hours or confidence.',
  },
  'plan.overlaps': {
    status: 409,
    zh: '有另一个预案的条件同样具体，两者会同时适用，无法确定用哪个。请改条件，或直接修改那个预案。',
    en: 'Another plan is just as exact and both would match. Change the conditions, or edit that plan instead.',
  },
  'plan.matchesAll': {
    status: 400,
    zh: '没有任何适用条件的只能是通用预案。请至少填一个条件，或直接修改通用预案。',
    en: 'Only the default plan may be without conditions. Add one, or edit the default plan.',
  },
  'plan.defaultMatchesAll': {
    status: 400,
    zh: '通用预案适用于其他预案都不适用的报警，不能加条件。请另建预案。',
    en: 'The default plan covers whatever no other plan covers and takes no conditions. Make another plan.',
  },
  'plan.isDefault': {
    status: 409,
    zh: '通用预案不能停用，否则有的报警没有预案。可以修改，或恢复到以前的版本。',
    en: 'The default plan cannot be removed, some alarms would have none. Edit it or restore a version.',
  },
  'playbook.noStep': {
    status: 400,
    zh: '处置流程至少要有一个步骤。',
    en: 'A playbook needs at least one step.',
  },
  'playbook.badTime': {
    status: 400,
    zh: '步骤的时限要在 5 秒到 24 小时之间，请改正标出的步骤。',
    en: 'A step has 5 seconds to 24 hours. Correct the step named.',
  },
  'playbook.invalid': {
    status: 400,
    zh: '处置流程里有一项没填或太长，请改正标出的内容。',
    en: 'Something in the playbook is missing or too long; correct the field named.',
  },
  'playbook.overlaps': {
    status: 409,
    zh: '另一个处置流程已经用于同一种报警。请改报警种类，或直接修改那个流程。',
    en: 'Another playbook already covers one of these kinds. Change the kinds, or edit that one.',
  },
  'playbook.ended': {
    status: 409,
    zh: '报警已经结束，流程不能再勾选。需要补充请写进复盘。',
    en: 'The alarm is closed and the playbook with it. Put what is missing into the review.',
  },
  'edit.changedMeanwhile': {
    status: 409,
    zh: '别人刚刚保存了新的版本。请先查看新版本，再重新修改。',
    en: 'Somebody has just saved a newer version. Look at it, then edit again.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
