import { z } from 'zod';
import type { SettingSpec } from './settings-parse.ts';

const makerKey: SettingSpec<string | null> = {
  name: 'maker-key',
  // Ed25519 in SPKI DER: 12 bytes of header and 32 of key.
  schema: z
    .string()
    .regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/)
    .nullable(),
  fallback: null,
  zh: '终端软件制作者的公钥，不设则不能更新终端软件',
  en: 'public key of whoever makes the software of terminals; without it there are no updates',
  exampleZh: 'Ed25519 公钥（SPKI DER，base64），由 bin/anyuan release --new-key 给出',
  exampleEn: 'Ed25519 public key, SPKI DER in base64, as bin/anyuan release --new-key prints it',
};

/** Whose software terminals take. */
export const softwareSettings = { makerKey };
