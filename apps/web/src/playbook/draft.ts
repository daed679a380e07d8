import type { Post } from '@anyuan/contracts/alarm.ts';
import type { PlaybookDraft } from '@anyuan/contracts/playbook.ts';
import type { alarmWords } from '../alarm/words.ts';
import type { Row } from '../platform/changes.ts';
import type { Say } from '../platform/i18n.ts';
import { randomKey } from '../versioned/versioned.ts';
import type { editorWords } from './editor-words.ts';

export type DraftStep = PlaybookDraft['steps'][number];

/** The key of a step stays when its words change, so that ticks of a run keep their step. */
export function newStep(): DraftStep {
  return { key: randomKey('s'), title: '', post: 'guard', withinSec: 60, items: [] };
}

/** "1 分 30 秒" */
export function withinText(sec: number, t: Say<keyof typeof editorWords.zh>): string {
  const [minutes, seconds] = [Math.floor(sec / 60), sec % 60];
  const parts = [
    ...(minutes > 0 ? [`${minutes} ${t('minutes')}`] : []),
    ...(seconds > 0 || minutes === 0 ? [`${seconds} ${t('seconds')}`] : []),
  ];
  return parts.join(' ');
}

/** A playbook line by line, so that two versions can stand beside each other. */
export function rowsOf(
  draft: PlaybookDraft,
  t: Say<keyof typeof editorWords.zh>,
  a: Say<keyof typeof alarmWords.zh>,
): Row[] {
  const steps = draft.steps.map((step, i) => ({
    label: t('stepN', { n: i + 1 }),
    text: [
      step.title || '—',
      a(`post.${step.post as Post}`),
      withinText(step.withinSec, t),
      ...(step.items.length > 0 ? [step.items.join('；')] : []),
    ].join(' · '),
  }));
  return [
    { label: t('name'), text: draft.name },
    { label: t('kinds'), text: draft.kinds.map((k) => a(`kind.${k}`)).join(' · ') },
    { label: t('natures'), text: draft.alarmKinds.map((k) => a(`alarmKind.${k}`)).join(' · ') },
    ...steps,
  ];
}
