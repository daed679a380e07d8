import { createHash } from 'node:crypto';
import type { FormField } from '@anyuan/contracts/routes/notifications.ts';
import { messageKinds } from '@anyuan/core/notification/audience.ts';
import {
  badSetting,
  type Channel,
  channel,
  type Message,
  type Outcome,
  type SettingValues,
  textSetting,
} from './channel.ts';
import { type RateGuard, robotFlood } from './rate-guard.ts';

export interface Robot {
  /** Stands for the robot in rows and logs: its address is a secret. */
  id: string;
  url: string;
  /** '' when the robot is not set to signatures. */
  secret: string;
  /** Names of the schools that it speaks for; empty: all. */
  schools: readonly string[];
}

export interface RobotSettings {
  robots: readonly Robot[];
  mentionAll: boolean;
}

export interface RobotKind {
  kind: string;
  zh: string;
  en: string;
  /** Where the provider shows the address and the secret. */
  addressHelp: { zh: string; en: string };
  secretHelp: { zh: string; en: string } | null;
  /** Is this an address of such a robot (with its key)? */
  isAddress(url: URL): boolean;
  guard: RateGuard;
  post(message: Message, robot: Robot, settings: RobotSettings): Promise<Outcome>;
}

/** Only the group knows who read it: a robot's success is *sent*, never more. */
export function robotChannel(robot: RobotKind): Channel {
  return channel<RobotSettings>({
    kind: robot.kind,
    zh: robot.zh,
    en: robot.en,
    reports: ['sent'],
    form: formOf(robot),
    enabledAtFirst: false,
    carries: [],
    carriesToGroups: messageKinds,
    flood: robotFlood,
    concurrencyMax: 8,
    attemptsMax: 20,
    parseSettings: (values) => parseRobots(values, robot),
    targetsOf: () => [],
    groupsOf: (school, { robots }) =>
      robots.filter((r) => r.schools.length === 0 || r.schools.includes(school)).map((r) => r.id),
    async send(message, target, settings) {
      const to = settings.robots.find((r) => r.id === target);
      if (!to) return { outcome: 'gone', error: 'robot removed' };
      const afterMs = robot.guard.waitMs(to.id);
      if (afterMs !== null) return { outcome: 'retry', error: '20 a minute', afterMs };
      return robot.post(message, to, settings);
    },
  });
}

function formOf({ addressHelp, secretHelp }: RobotKind): FormField[] {
  const address: FormField = {
    name: 'webhook',
    kind: 'secret',
    zh: '机器人地址',
    en: 'Robot address',
    required: true,
    help: addressHelp,
  };
  const secret: FormField[] =
    secretHelp === null
      ? []
      : [
          {
            name: 'secret',
            kind: 'secret',
            zh: '加签密钥',
            en: 'Signing secret',
            required: false,
            help: secretHelp,
          },
        ];
  return [address, ...secret, schoolsField, moreField(secretHelp !== null), mentionField];
}

export const schoolsField: FormField = {
  name: 'schools',
  kind: 'text',
  zh: '只发这些学校',
  en: 'Only these schools',
  required: false,
  help: {
    zh: '学校全称，用顿号或逗号隔开；不填则所有学校的报警都发。',
    en: 'Full names separated by commas; empty for all schools.',
  },
};

function moreField(isSigned: boolean): FormField {
  const parts = isSigned
    ? { zh: '学校全称,地址,密钥', en: 'school,address,secret' }
    : { zh: '学校全称,地址', en: 'school,address' };
  return {
    name: 'more',
    kind: 'secret',
    zh: '其他学校的机器人',
    en: 'Robots of other schools',
    required: false,
    help: {
      zh: `每个机器人写成“${parts.zh}”，多个用分号隔开。`,
      en: `Each as "${parts.en}", several separated by semicolons.`,
    },
  };
}

const mentionField: FormField = {
  name: 'mentionAll',
  kind: 'switch',
  zh: '呼叫时提醒所有人',
  en: 'Mention everyone on a call',
  required: false,
  help: {
    zh: '仅真实报警的呼叫会提醒所有人，演练和测试不提醒。',
    en: 'Only calls of actual alarms; never exercises and tests.',
  },
};

/** Names out of a list written by hand. */
export function namesSetting(values: SettingValues, field: string): string[] {
  return textSetting(values, field, false)
    .split(/[、，,;；\n]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function parseRobots(values: SettingValues, kind: RobotKind): RobotSettings {
  const own = robotOf(kind, 'webhook', {
    url: textSetting(values, 'webhook', true),
    secret: textSetting(values, 'secret', false),
    schools: namesSetting(values, 'schools'),
  });
  const more = textSetting(values, 'more', false)
    .split(/[;；\n]+/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [school = '', url = '', secret = ''] = line.split(/[,，]/).map((part) => part.trim());
      if (school === '') throw badSetting('more');
      return robotOf(kind, 'more', { url, secret, schools: [school] });
    });
  return { robots: [own, ...more], mentionAll: values.mentionAll === true };
}

function robotOf(kind: RobotKind, field: string, given: Omit<Robot, 'id'>): Robot {
  if (!URL.canParse(given.url)) throw badSetting(field);
  const url = new URL(given.url);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || !kind.isAddress(url)) throw badSetting(field);
  return { ...given, id: createHash('sha256').update(given.url).digest('hex').slice(0, 16) };
}

/** May this message wake the whole group? */
export function mentionsAll({ alarmKind }: Message, { mentionAll }: RobotSettings): boolean {
  return mentionAll && alarmKind === 'actual';
}

/** The message in lines: title, what is known, when, where to answer (behind the sign-in). */
export function linesOf(
  message: Message,
  publicUrl: string | null,
  clean: (text: string) => string = (text) => text,
): string[] {
  const link = publicUrl === null ? [] : [`${publicUrl}${message.path}`];
  const words = [message.title, ...message.body.split(' · '), `开始时间 ${message.words.time}`];
  return [...words.map(clean), ...link];
}

/** Without what chat programs read as mentions, links or layout. */
export function withoutMarkup(text: string): string {
  const wide: Record<string, string> = { '<': '＜', '>': '＞', '[': '［', ']': '］', '`': '‘' };
  return text.replace(/[<>[\]`]/g, (c) => wide[c] ?? c).replace(/[*_#@]/g, ' ');
}

/** Cut to what the provider takes, never inside a character. */
export function withinBytes(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  let cut = '';
  let bytes = Buffer.byteLength('…');
  for (const c of text) {
    bytes += Buffer.byteLength(c);
    if (bytes > bytesMax) break;
    cut += c;
  }
  return `${cut}…`;
}
