/** Every colour and measure of the product. Pairs of text and ground meet WCAG AA (see the test). */
export type Appearance = 'light' | 'dark';

/** Grey-blue is every day; red a running alarm; amber overdue; green proved. */
const light = {
  ground: '#f2f5f8',
  surface: '#ffffff',
  sunken: '#e9eef4',
  line: '#d5dde6',
  lineStrong: '#a9b7c6',
  text: '#16202c',
  textSoft: '#43536a',
  textFaint: '#56667a',
  primary: '#2b5c8a',
  primaryHover: '#234d75',
  primaryText: '#ffffff',
  primarySoft: '#e2ecf6',
  link: '#24568a',
  alarm: '#c2141b',
  alarmDeep: '#97090f',
  alarmGround: '#fdeceb',
  alarmText: '#b01017',
  onAlarm: '#ffffff',
  exercise: '#4a4a9c',
  exerciseGround: '#ececf8',
  test: '#475a6f',
  testGround: '#e6ebf1',
  overdue: '#8a5200',
  overdueGround: '#fdf0d9',
  proved: '#1b6b40',
  provedGround: '#e1f3e8',
  shadow: '0 1px 2px rgb(22 32 44 / 6%), 0 4px 16px rgb(22 32 44 / 6%)',
} as const;

export type ColourName = keyof typeof light;

const dark: Record<ColourName, string> = {
  ground: '#0e141b',
  surface: '#161f2a',
  sunken: '#1d2834',
  line: '#2a3746',
  lineStrong: '#4a5c70',
  text: '#e7edf4',
  textSoft: '#b3c1d0',
  textFaint: '#93a4b7',
  primary: '#3a6f9f',
  primaryHover: '#2f5f8c',
  primaryText: '#ffffff',
  primarySoft: '#1b3147',
  link: '#8dbce8',
  alarm: '#c2141b',
  alarmDeep: '#8d0a10',
  alarmGround: '#3a1417',
  alarmText: '#ff9a95',
  onAlarm: '#ffffff',
  exercise: '#5656ad',
  exerciseGround: '#23234a',
  test: '#4b6076',
  testGround: '#223040',
  overdue: '#f2bd62',
  overdueGround: '#38290f',
  proved: '#7bd3a0',
  provedGround: '#12301f',
  shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 4px 16px rgb(0 0 0 / 30%)',
};

export const colours: Record<Appearance, Record<ColourName, string>> = { light, dark };

/** Steps of the 8-pixel grid (half a step for hairs), radii, type. */
export const measures = {
  s05: '4px',
  s1: '8px',
  s2: '16px',
  s3: '24px',
  s4: '32px',
  s6: '48px',
  radius: '8px',
  radiusSmall: '6px',
  radiusLarge: '14px',
} as const;

export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Segoe UI", Roboto, sans-serif';

const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

function block(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `--${kebab(name)}:${value};`)
    .join('');
}

/** The tokens as a style sheet: `--alarm`, `--text-soft`, `--s2` ... */
export function cssOf(): string {
  return [
    `:root{${block(measures)}--font:${fontFamily};}`,
    `:root,[data-theme=light]{color-scheme:light;${block(light)}}`,
    `[data-theme=dark]{color-scheme:dark;${block(dark)}}`,
  ].join('\n');
}
