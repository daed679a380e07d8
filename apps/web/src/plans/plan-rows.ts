import type { Post } from '@anyuan/contracts/alarm.ts';
import type { PlanWhen } from '@anyuan/contracts/plan.ts';
import type { alarmWords } from '../alarm/words.ts';
import type { Row } from '../platform/changes.ts';
import { listed, type Say } from '../platform/i18n.ts';
import { minuteText } from '../roster/rule-text.ts';
import type { Draft } from './draft.ts';
import type { planWords } from './words.ts';

type T = Say<keyof typeof planWords.zh>;
type A = Say<keyof typeof alarmWords.zh>;

const levelKey = (level: number) => `confidence.${level as 0 | 1 | 2 | 3 | 4}` as const;

/** The conditions of a plan in words, one each; empty where it has none. */
export function conditionsOf(when: PlanWhen, t: T, a: A): Row[] {
  const { confidence, hours, dayKind } = when;
  const list = (words: readonly string[]) => words.join(' · ');
  return [
    when.kinds && { label: t('kind'), text: list(when.kinds.map((k) => a(`kind.${k}`))) },
    when.alarmKinds && {
      label: t('nature'),
      text: list(when.alarmKinds.map((k) => a(`alarmKind.${k}`))),
    },
    when.zoneKinds && {
      label: t('zoneKind'),
      text: list(when.zoneKinds.map((z) => t(`zone.${z}`))),
    },
    confidence && {
      label: t('confidence'),
      text: `${a(levelKey(confidence.from))} – ${a(levelKey(confidence.to))}`,
    },
    dayKind && { label: t('day'), text: t(`day.${dayKind}`) },
    hours && {
      label: t('hours'),
      text: `${minuteText(hours.fromMinute)}–${minuteText(hours.toMinute)}`,
    },
  ].filter((row) => row !== undefined);
}

/** A plan line by line, so that two versions can stand beside each other. */
export function rowsOf({ when, plan }: Draft, t: T, a: A): Row[] {
  const tiers = plan.tiers.map((tier, i) => ({
    label: t('tierN', { n: i + 1, name: a(`tier.${tier.name}`) }),
    text: [
      listed(tier.posts.map((p) => a(`post.${p as Post}`))) || '—',
      t('seconds', { n: tier.waitSec }),
      ...((tier.needed ?? 1) > 1 ? [t('people', { n: tier.needed ?? 1 })] : []),
    ].join(' · '),
  }));
  const times = (['repeatSec', 'arriveWithinSec', 'closeWithinSec', 'mergeWindowSec'] as const).map(
    (key) => ({ label: t(key), text: t('seconds', { n: plan[key] }) }),
  );
  return [{ label: t('name'), text: plan.name }, ...conditionsOf(when, t, a), ...tiers, ...times];
}
