import type { Locale } from '../platform/locale.ts';

/**
 * What terminals write about an update that did not do, in words for people. What is not known here
 * is shown as the terminal wrote it.
 */
const known: readonly [RegExp, Record<Locale, string>][] = [
  [
    /did not say well in time/,
    {
      zh: '试运行三分钟内没有恢复听音和联网',
      en: 'within three minutes of trial it did not both hear and reach the server',
    },
  ],
  [/ended with/, { zh: '新版本一启动就退出', en: 'the new version ended by itself' }],
  [/power cut/, { zh: '试运行时两次断电', en: 'the power went twice during the trial' }],
  [/not whole/, { zh: '软件包没有写完整', en: 'the release was not whole on its disk' }],
  [/wrong signature/, { zh: '签名与终端上的公钥不符', en: 'the signature does not fit its key' }],
  [
    /no key of the maker/,
    { zh: '终端没有设置制作者公钥', en: 'the terminal has no key of the maker' },
  ],
  [/made for/, { zh: '机型不符', en: 'made for another kind of machine' }],
  [
    /needs .*, here is/,
    { zh: '缺少新版本需要的组件，要到现场升级', en: 'a package it needs is missing there' },
  ],
  [/older than|is version/, { zh: '版本号与要求的不符', en: 'another version than asked for' }],
  [
    /not on this disk/,
    { zh: '原来的版本已不在终端上', en: 'that version is not on its disk any more' },
  ],
  [
    /cannot be unpacked|damaged|missing|not in the manifest/,
    { zh: '软件包内容与清单不符', en: 'the release differs from its manifest' },
  ],
];

export function failureWords(detail: string, locale: Locale): string {
  return known.find(([pattern]) => pattern.test(detail))?.[1][locale] ?? detail;
}
