import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Appearance, type ColourName, colours } from './tokens.ts';

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const grounds: ColourName[] = ['ground', 'surface', 'sunken'];
const pairs: [ColourName, ColourName][] = [
  ...grounds.flatMap((ground): [ColourName, ColourName][] => [
    ['text', ground],
    ['textSoft', ground],
    ['textFaint', ground],
    ['link', ground],
  ]),
  ['primaryText', 'primary'],
  ['primaryText', 'primaryHover'],
  ['onAlarm', 'alarm'],
  ['onAlarm', 'alarmDeep'],
  ['onAlarm', 'exercise'],
  ['onAlarm', 'test'],
  ['alarmText', 'alarmGround'],
  ['alarmText', 'surface'],
  ['overdue', 'overdueGround'],
  ['overdue', 'surface'],
  ['proved', 'provedGround'],
  ['proved', 'surface'],
  ['text', 'primarySoft'],
  ['text', 'alarmGround'],
];

for (const appearance of ['light', 'dark'] as Appearance[]) {
  test(`text stands out from its ground (WCAG AA) in ${appearance}`, () => {
    const c = colours[appearance];
    for (const [text, ground] of pairs) {
      const ratio = contrast(c[text], c[ground]);
      assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
  });
}
