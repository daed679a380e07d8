import { z } from 'zod';
import { backupSettings } from './settings-backup.ts';
import type { SettingSpec, SettingsOf } from './settings-parse.ts';
import { retentionSettings } from './settings-retention.ts';
import { softwareSettings } from './settings-software.ts';

/** The parts of a server that an instance may take on. */
export const serverRoles = ['intake', 'api', 'worker', 'live'] as const;
export type ServerRole = (typeof serverRoles)[number];

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** 0 asks for any free port (tests). */
const port = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().min(0).max(65_535));

const text = z.string().trim().min(1);

const yesOrNo = z.union([
  z.boolean(),
  z.enum(['1', 'true', 'yes', 'on']).transform(() => true),
  z.enum(['0', 'false', 'no', 'off']).transform(() => false),
]);

function address(protocols: readonly string[]) {
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(protocolOf(value)));
}

/** A setting without a default: null means "not set". */
function optional<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return schema.nullable();
}

function protocolOf(value: string): string {
  return value.slice(0, value.indexOf(':'));
}

/** A list as JSON or as text with commas. */
function list<T>(item: z.ZodType<T>) {
  const parts = z.union([
    z.array(z.unknown()),
    z.string().transform((value) => value.split(',').map((part) => part.trim())),
  ]);
  return parts.pipe(z.array(item).min(1));
}

const secondsFromStart = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().min(0).max(3_600));

const rising = list(secondsFromStart).refine(
  (values) =>
    values[0] === 0 && values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0)),
);

function setting<T>(spec: SettingSpec<T>): SettingSpec<T> {
  return spec;
}

/** All settings of a server. A new one is one entry here. */
export const serverSettings = {
  data: setting<string>({
    name: 'data',
    schema: text,
    fallback: './data',
    zh: '数据目录（数据库、录音、设置）',
    en: 'data folder (database, recordings, settings)',
    exampleZh: '一个目录，如 ./data',
    exampleEn: 'DIR (./data)',
  }),
  config: setting<string | null>({
    name: 'config',
    schema: optional(text),
    fallback: null,
    zh: '设置文件，默认为数据目录中的 settings.json',
    en: 'settings file; otherwise settings.json in the data folder',
    exampleZh: '一个 JSON 文件的路径',
    exampleEn: 'FILE',
  }),
  host: setting<string>({
    name: 'host',
    schema: text,
    fallback: '127.0.0.1',
    zh: '监听地址；除本机外须先修改管理员密码',
    en: 'address to listen on; any but this machine needs a changed administrator password',
    exampleZh: '一个地址，如 127.0.0.1 或 0.0.0.0',
    exampleEn: 'ADDRESS (127.0.0.1)',
  }),
  port: setting<number>({
    name: 'port',
    schema: port,
    fallback: 8080,
    zh: '网页与接口端口',
    en: 'port of pages and interface',
    exampleZh: ' 0 到 65535 的整数，如 8080',
    exampleEn: 'N (8080)',
  }),
  mqttPort: setting<number>({
    name: 'mqtt-port',
    schema: port,
    fallback: 1883,
    zh: '内置消息服务端口（终端连接）',
    en: 'port of the built-in broker (terminals connect here)',
    exampleZh: ' 0 到 65535 的整数，如 1883',
    exampleEn: 'N (1883)',
  }),
  mqttUrl: setting<string | null>({
    name: 'mqtt-url',
    schema: optional(address(['mqtt', 'mqtts', 'ws', 'wss'])),
    fallback: null,
    isSecret: true,
    zh: '使用外部消息服务器而非内置',
    en: 'an outside broker instead of the built-in one',
    exampleZh: '地址，如 mqtt://user:password@host:1883',
    exampleEn: 'mqtt://user:password@host:1883',
  }),
  databaseUrl: setting<string | null>({
    name: 'database-url',
    schema: optional(address(['postgres', 'postgresql'])),
    fallback: null,
    isSecret: true,
    zh: '使用外部 PostgreSQL 而非内置',
    en: 'an outside PostgreSQL instead of the built-in one',
    exampleZh: '地址，如 postgres://user:password@host:5432/anyuan',
    exampleEn: 'postgres://user:password@host:5432/anyuan',
  }),
  noDemo: setting<boolean>({
    name: 'no-demo',
    schema: yesOrNo,
    fallback: false,
    isSwitch: true,
    zh: '数据目录为空时不生成演示数据',
    en: 'no demonstration data in an empty data folder',
    exampleZh: '开关，true 或 false',
    exampleEn: 'true or false',
  }),
  roles: setting<ServerRole[]>({
    name: 'roles',
    schema: list(z.enum(serverRoles)).transform((roles) => [...new Set(roles)]),
    fallback: [...serverRoles],
    zh: '本实例承担的角色',
    en: 'what this instance does',
    exampleZh: `以逗号分隔的 ${serverRoles.join('、')}`,
    exampleEn: serverRoles.join(','),
  }),
  publicUrl: setting<string | null>({
    name: 'public-url',
    schema: optional(address(['http', 'https'])).transform(
      (url) => url?.replace(/\/+$/, '') ?? null,
    ),
    fallback: null,
    zh: '用户访问本系统的地址（二维码、通知链接）',
    en: 'address under which people reach this server (QR codes, links in messages)',
    exampleZh: '地址，如 https://anyuan.example.cn',
    exampleEn: 'https://anyuan.example.cn',
  }),
  tlsCert: setting<string | null>({
    name: 'tls-cert',
    schema: optional(text),
    fallback: null,
    zh: 'TLS 证书文件（PEM），与 --tls-key 同时给出',
    en: 'TLS certificate (PEM), together with --tls-key',
    exampleZh: '文件路径',
    exampleEn: 'FILE',
  }),
  tlsKey: setting<string | null>({
    name: 'tls-key',
    schema: optional(text),
    fallback: null,
    zh: 'TLS 私钥文件（PEM）',
    en: 'TLS private key (PEM)',
    exampleZh: '文件路径',
    exampleEn: 'FILE',
  }),
  smtpUrl: setting<string | null>({
    name: 'smtp-url',
    schema: optional(address(['smtp', 'smtps'])),
    fallback: null,
    isSecret: true,
    zh: '发送邮件的服务器，与 --smtp-from 同时给出',
    en: 'mail server, together with --smtp-from',
    exampleZh: '地址，如 smtps://user:password@host:465',
    exampleEn: 'smtps://user:password@host:465',
  }),
  smtpFrom: setting<string | null>({
    name: 'smtp-from',
    schema: optional(text.regex(/@/)),
    fallback: null,
    zh: '发件人',
    en: 'sender of mails',
    exampleZh: '邮箱，如 anyuan@example.cn',
    exampleEn: 'anyuan@example.cn',
  }),
  talkServers: setting<string[]>({
    name: 'talk-servers',
    schema: z
      .union([
        z.array(z.string()),
        z
          .string()
          .transform((value) => (value === '' ? [] : value.split(',').map((v) => v.trim()))),
      ])
      .pipe(z.array(z.string().regex(/^(stun|turns?):/)).max(8)),
    fallback: [],
    isSecret: true,
    zh: '对讲用的 STUN/TURN 服务器，逗号分隔；校园网内不需要',
    en: 'STUN/TURN servers for talk, separated by commas; none is needed inside the campus network',
    exampleZh: '地址，如 stun:10.0.0.9:3478',
    exampleEn: 'stun:10.0.0.9:3478',
  }),
  watchdogUrl: setting<string | null>({
    name: 'watchdog-url',
    schema: optional(address(['http', 'https'])),
    fallback: null,
    isSecret: true,
    zh: '外部看门狗地址，自检每次通过后向它报平安，与 --watchdog-secret 同时给出',
    en: 'outside watchdog that is told after each good round of the auditor, together with --watchdog-secret',
    exampleZh: '地址，如 https://watchdog.example.cn/anyuan',
    exampleEn: 'https://watchdog.example.cn/anyuan',
  }),
  watchdogSecret: setting<string | null>({
    name: 'watchdog-secret',
    schema: optional(text.min(16)),
    fallback: null,
    isSecret: true,
    zh: '报平安的签名密钥，至少 16 位',
    en: 'key that signs what the watchdog is told, at least 16 characters',
    exampleZh: '至少 16 个字符',
    exampleEn: 'at least 16 characters',
  }),
  watchdogSec: setting<number>({
    name: 'watchdog-sec',
    schema: z
      .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
      .pipe(z.int().min(5).max(3_600)),
    fallback: 30,
    zh: '每隔几秒报一次平安',
    en: 'seconds between two signs of life',
    exampleZh: ' 5 到 3600 的整数，如 30',
    exampleEn: 'N (30)',
  }),
  clipKeyFile: setting<string | null>({
    name: 'clip-key-file',
    schema: optional(text),
    fallback: null,
    zh: '录音密钥文件，默认为数据目录中的 clips.key',
    en: 'key file of the recordings; otherwise clips.key in the data folder',
    exampleZh: '文件路径',
    exampleEn: 'FILE',
  }),
  map: setting<string | null>({
    name: 'map',
    schema: optional(text),
    fallback: null,
    zh: '离线底图文件（PMTiles），不设则地图为空白底',
    en: 'base map for use without internet (PMTiles); without it maps have a plain ground',
    exampleZh: '文件路径，如 /srv/county.pmtiles',
    exampleEn: 'FILE',
  }),
  tiers: setting<number[]>({
    name: 'tiers',
    schema: rising,
    fallback: [0, 20, 40],
    zh: '报警后第几秒通知各梯队（未单独设预案时）',
    en: 'seconds after an alarm at which the tiers are called (where no plan says otherwise)',
    exampleZh: '从 0 开始递增的秒数，如 0,20,40',
    exampleEn: '0,20,40',
  }),
  ...backupSettings,
  ...retentionSettings,
  ...softwareSettings,
  logLevel: setting<(typeof logLevels)[number]>({
    name: 'log-level',
    schema: z.enum(logLevels),
    fallback: 'info',
    zh: '日志详细程度',
    en: 'how much is logged',
    exampleZh: logLevels.join('、'),
    exampleEn: logLevels.join('|'),
  }),
};

export type ServerSettings = SettingsOf<typeof serverSettings>;
