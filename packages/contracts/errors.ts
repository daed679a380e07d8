import { backupErrors } from './errors-backup.ts';
import { contactErrors } from './errors-contacts.ts';
import { deviceErrors } from './errors-devices.ts';
import { drillErrors } from './errors-drill.ts';
import { peopleErrors } from './errors-people.ts';
import { placeErrors } from './errors-places.ts';
import { planErrors } from './errors-plans.ts';
import { quickReportErrors } from './errors-quick-report.ts';
import { recordErrors } from './errors-records.ts';
import { retentionErrors } from './errors-retention.ts';
import { rosterErrors } from './errors-roster.ts';
import { ticketErrors } from './errors-tickets.ts';
import { voiceErrors } from './errors-voices.ts';
import { hearingErrors } from './hearing-errors.ts';
import { incidentErrors } from './incident-errors.ts';

/**
 * Every refusal of the product: a code, an HTTP status and advice for the person who meets it.
 * Text never decides; programs compare codes.
 */
export const errorCatalog = {
  ...hearingErrors,
  ...deviceErrors,
  ...ticketErrors,
  ...planErrors,
  ...placeErrors,
  ...peopleErrors,
  ...recordErrors,
  'request.invalid': {
    status: 400,
    zh: '提交的内容不完整或格式不对，请检查后重试。',
    en: 'The request is incomplete or malformed; correct it and try again.',
  },
  'request.tooLarge': { status: 413, zh: '提交的内容太大。', en: 'The request is too large.' },
  'route.unknown': { status: 404, zh: '没有这个地址。', en: 'There is no such address.' },
  'server.fault': {
    status: 500,
    zh: '系统内部出错，已记录，请稍后重试。',
    en: 'Internal fault, logged; please try again.',
  },
  'server.notReady': {
    status: 503,
    zh: '系统正在启动或数据库不可用，请稍后重试。',
    en: 'Starting up or the database is unreachable; try again shortly.',
  },
  'session.required': { status: 401, zh: '请先登录。', en: 'Please sign in.' },
  'session.refused': { status: 401, zh: '账号或密码不对。', en: 'Wrong account or password.' },
  'session.locked': {
    status: 423,
    zh: '连续输错密码，账号已暂时锁定，请 15 分钟后再试或联系管理员。',
    en: 'Too many wrong passwords; the account is locked for 15 minutes.',
  },
  'session.crossSite': {
    status: 403,
    zh: '请求来自别的网站，已拒绝。',
    en: 'Cross-site request refused.',
  },
  'password.weak': {
    status: 400,
    zh: '密码至少 10 位，且包含字母和数字。',
    en: 'A password needs at least 10 characters with letters and digits.',
  },
  'password.mustChange': {
    status: 403,
    zh: '请先修改初始密码，之后才能使用。',
    en: 'Change the first password; everything opens after that.',
  },
  'permission.denied': { status: 403, zh: '您没有这项操作的权限。', en: 'You may not do this.' },
  'subject.unknown': {
    status: 404,
    zh: '没有找到，或不在您的管辖范围内。',
    en: 'Not found, or outside your scope.',
  },
  'phrase.empty': {
    status: 400,
    zh: '有一条短语是空的，请写出要听的话，或删除这一条。',
    en: 'A phrase is empty: write what is to be listened for, or remove it.',
  },
  'phrase.tooLong': {
    status: 400,
    zh: '短语最多 12 个字，请写得短一些：喊出来的话都很短。',
    en: 'A phrase has at most 12 characters; make it shorter: what is cried out is short.',
  },
  'phrase.noPinyin': {
    status: 400,
    zh: '短语里有没有拼音的字，请改用汉字，或自己写拼音，例如 jiu4 ming4。',
    en: 'A character of the phrase has no pinyin: use Chinese characters or write the pinyin, as in jiu4 ming4.',
  },
  'phrase.pinyinLength': {
    status: 400,
    zh: '拼音和汉字的个数不一样，请每个字写一个音节，例如“别打我”写 bie2 da3 wo3。',
    en: 'Characters and syllables differ in number: write one syllable for each character.',
  },
  'phrase.repeated': {
    status: 400,
    zh: '同一条短语出现了两次，请删除一条。',
    en: 'A phrase stands twice in the list; remove one.',
  },
  'phrase.outdated': {
    status: 409,
    zh: '别人刚刚改过这份短语，请重新载入后再改。',
    en: 'Somebody has just changed this list; load it again before you change it.',
  },
  'alarm.closed': { status: 409, zh: '这起报警已经结束。', en: 'This alarm is already closed.' },
  'alarm.notCalled': {
    status: 409,
    zh: '您不在这起报警的通知名单中。',
    en: 'You were not called for this alarm.',
  },
  'alarm.alreadyAnswered': {
    status: 409,
    zh: '您已经应答过了。',
    en: 'You have already answered.',
  },
  'alarm.notAccepted': {
    status: 409,
    zh: '请先点“我去处置”，再登记到场。',
    en: 'Accept the alarm before reporting arrival.',
  },
  'alarm.alreadyArrived': {
    status: 409,
    zh: '您已登记到场。',
    en: 'Your arrival is already recorded.',
  },
  'alarm.needsPerson': {
    status: 409,
    zh: '按钮报警只能由具名人员说明理由后关闭。',
    en: 'A button alarm is closed only by a named person with a reason.',
  },
  'alarm.needsReason': {
    status: 400,
    zh: '请写明处置结果的理由。',
    en: 'Say why: a reason is required.',
  },
  'alarm.notClosed': {
    status: 409,
    zh: '报警结束后才能复盘。',
    en: 'Only a closed alarm can be reviewed.',
  },
  'alarm.stale': {
    status: 409,
    zh: '报警状态刚刚有变化，请看最新状态后重试。',
    en: 'The alarm just changed; look again and retry.',
  },
  'arrival.wrongPlace': {
    status: 409,
    zh: '您扫的不是这起报警所在的终端。',
    en: 'That code belongs to another terminal.',
  },
  'arrival.tooFar': {
    status: 409,
    zh: '定位显示您还没有到现场，请到终端旁扫码。',
    en: 'Your position is not at the place; scan the code at the terminal.',
  },
  'terminal.unknown': {
    status: 404,
    zh: '没有登记过这台终端，请重新登记。',
    en: 'Unknown terminal; enrol it again.',
  },
  'terminal.offline': {
    status: 409,
    zh: '这台终端现在不在线，请先检查电源和网络。',
    en: 'This terminal is offline: check power and network first.',
  },
  'terminal.wrongCredential': {
    status: 401,
    zh: '终端凭据不对，请用新的登记码重新登记。',
    en: 'Wrong terminal credential; enrol again with a new code.',
  },
  'enrolment.wrongCode': {
    status: 403,
    zh: '登记码不对、已用过或已过期，请在控制台重新生成。',
    en: 'The enrolment code is wrong, used or expired; make a new one on the console.',
  },
  'enrolment.throttled': {
    status: 429,
    zh: '登记码连续输错，请稍后再试。',
    en: 'Too many wrong enrolment codes; wait a little.',
  },
  'detection.malformed': {
    status: 400,
    zh: '报警消息格式不对，已拒绝并记录。',
    en: 'Malformed detection; refused and recorded.',
  },
  'detection.tooLarge': {
    status: 413,
    zh: '报警消息超过 16 KB，已拒绝并记录。',
    en: 'Detection larger than 16 KB; refused and recorded.',
  },
  'clip.notAudio': {
    status: 415,
    zh: '上传的内容不是可用的录音（需 16 kHz 单声道 WAV）。',
    en: 'Not usable audio (16 kHz mono WAV is needed).',
  },
  'clip.unknownDetection': {
    status: 404,
    zh: '没有对应的报警，或该区域不允许录音。',
    en: 'No such detection, or recording is off in this zone.',
  },
  'clip.missing': {
    status: 404,
    zh: '这起报警没有录音，或已按期限删除。',
    en: 'There is no clip, or it was deleted when due.',
  },
  'disk.full': {
    status: 507,
    zh: '服务器磁盘已满，请清理磁盘；报警不受影响。',
    en: 'The disk is full; free some space. Alarms go on.',
  },
  'operation.unknown': {
    status: 404,
    zh: '这条系统提醒已经解除，或不在您的管辖范围内。',
    en: 'This system notice is cleared, or outside your scope.',
  },
  'seal.checking': {
    status: 409,
    zh: '已有一次核对正在进行，请稍后再看结果。',
    en: 'A check is running already; please look again in a moment.',
  },
  'operation.taken': {
    status: 409,
    zh: '已经有人在处理这条系统提醒。',
    en: 'Somebody else has taken this system notice.',
  },
  'channel.badSettings': {
    status: 400,
    zh: '通知渠道设置不对，请检查。',
    en: 'The channel settings are wrong.',
  },
  ...rosterErrors,
  ...contactErrors,
  ...incidentErrors,
  ...drillErrors,
  ...voiceErrors,
  ...backupErrors,
  ...retentionErrors,
  ...quickReportErrors,
  'database.unreachable': {
    status: 503,
    zh: '连不上数据库，请检查 --database-url 或运行 bin/anyuan doctor。',
    en: 'The database cannot be reached; check --database-url or run bin/anyuan doctor.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ErrorCode = keyof typeof errorCatalog;

/** A refusal by code. Thrown by services to leave a transaction, mapped to a reply at the edge. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly detail: Record<string, string | number> | undefined;
  constructor(code: ErrorCode, detail?: Record<string, string | number>) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

/** The body of every failed reply. */
export interface ErrorReply {
  error: { code: ErrorCode; zh: string; en: string; detail?: Record<string, string | number> };
}

/** Builds the reply body of a code. `{name}` in its advice becomes the detail of that name. */
export function errorReply(code: ErrorCode, detail?: Record<string, string | number>): ErrorReply {
  const { zh, en } = errorCatalog[code];
  if (!detail) return { error: { code, zh, en } };
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name) => String(detail[name] ?? whole));
  return { error: { code, zh: fill(zh), en: fill(en), detail } };
}
