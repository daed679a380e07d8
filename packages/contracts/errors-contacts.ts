/** Refusals of contacts. Part of `errorCatalog`. */
export const contactErrors = {
  'contact.badPhone': {
    status: 400,
    zh: '这不是有效的电话号码。手机填 11 位，例如 138 开头；座机带区号；境外号码以 + 和国家代码开头。',
    en: 'This is not a valid telephone number. Chinese mobiles have 11 digits, landlines need the area code, foreign numbers begin with + and the country code.',
  },
  'contact.badEmail': {
    status: 400,
    zh: '这不是有效的邮箱地址，应形如 name@school.cn。',
    en: 'This is not a valid e-mail address; it looks like name@school.cn.',
  },
  'contact.badMember': {
    status: 400,
    zh: '账号只能有字母、数字和 . _ - @，没有空格。请在企业微信或公众号后台查看后填写。',
    en: 'An id has letters, digits and . _ - @ only, no spaces. Look it up in the administration of WeCom or the account.',
  },
  'contact.known': {
    status: 409,
    zh: '这个联系方式已经在列表里了。',
    en: 'This contact is already in the list.',
  },
  'contact.tooMany': {
    status: 409,
    zh: '每人最多 10 个联系方式，请先删除不用的。',
    en: 'At most 10 contacts per person; remove one that is not used.',
  },
  'contact.noChannel': {
    status: 409,
    zh: '系统还没有开通能发到这里的渠道，暂时不能确认。联系方式已保存，请管理员在“通知渠道”中开通。',
    en: 'No channel that reaches this is switched on, so it cannot be confirmed yet. The contact is kept; an administrator sets up the channel.',
  },
  'contact.notSent': {
    status: 502,
    zh: '确认码没有发出去，服务商没有接收。请核对号码后重试，或联系管理员检查通知渠道。',
    en: 'The code was not taken by the provider. Check the address and try again, or ask an administrator to check the channel.',
  },
  'code.tooSoon': {
    status: 429,
    zh: '刚发过确认码，请等 60 秒再发。',
    en: 'A code was just sent; wait 60 seconds.',
  },
  'code.tooMany': {
    status: 429,
    zh: '今天发送的确认码太多了，请明天再试，或联系管理员。',
    en: 'Too many codes were sent today; try again tomorrow or ask an administrator.',
  },
  'code.wrong': {
    status: 400,
    zh: '确认码不对，请核对最新收到的 6 位数字。',
    en: 'The code is wrong; look at the 6 digits of the newest message.',
  },
  'code.over': {
    status: 409,
    zh: '确认码已失效（超过 10 分钟或输错 5 次），请重新发送。',
    en: 'The code is no longer valid (10 minutes, 5 attempts); send a new one.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
