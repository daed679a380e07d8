import type { AlarmSummary, CalledPerson } from '@anyuan/contracts/alarm.ts';
import type { Reason } from '@anyuan/contracts/detection.ts';
import { type Locale, localeStore } from '../platform/locale.ts';
import { fill } from '../platform/words.ts';
import { runningWords } from './board-words.ts';
import { alarmWords } from './words.ts';

/** A label of the detector in words: a known kind by its name, a phrase in quotation marks. */
function labelOf(reason: Reason, locale: Locale): string {
  const table: Record<string, string> = alarmWords[locale];
  if (reason.branch === 'words') return locale === 'zh' ? `“${reason.label}”` : `“${reason.label}”`;
  return table[`kind.${reason.label}`] ?? table[`branch.${reason.branch}`] ?? reason.label;
}

/** What a transcript added: "复核：听到“救命”"; null for other reasons. */
function lookedText({ branch, label, score }: Reason, locale: Locale): string | null {
  const table = alarmWords[locale];
  if (branch === 'insult') return fill(table['reason.insult'], { label });
  if (branch !== 'secondLook') return null;
  return score > 0 ? fill(table['reason.lookedHeard'], { label }) : table['reason.lookedNothing'];
}

/** "尖叫 0.93，连续 3 次". A button or a person needs no score. */
export function reasonText(reason: Reason, locale: Locale): string {
  const looked = lookedText(reason, locale);
  if (looked !== null) return looked;
  const label = labelOf(reason, locale);
  if (reason.branch === 'button' || reason.branch === 'person') return label;
  const score = `${label} ${reason.score.toFixed(2)}`;
  if (!reason.windows || reason.windows < 2) return score;
  const comma = locale === 'zh' ? '，' : ', ';
  return `${score}${comma}${fill(runningWords[locale].windows, { n: reason.windows })}`;
}

/** "尖叫" and how sure: the line under the place. */
export function whatText(alarm: AlarmSummary, locale: Locale): string {
  const table = alarmWords[locale];
  const sure = table[`confidence.${alarm.confidence as 0 | 1 | 2 | 3 | 4}`];
  const what = table[`kind.${alarm.kind}`];
  return sure ? `${what} · ${sure}` : what;
}

/** A place that breaks before a name, never before its dot nor between "1" and "层". */
export const placeText = (place: string): string =>
  place.replaceAll(' · ', '\u00a0· ').replace(/(\d) (?=[层楼号])/g, '$1\u00a0');

/** People who are there, else who are on their way. */
export function responders(alarm: AlarmSummary): { there: CalledPerson[]; coming: CalledPerson[] } {
  return {
    there: alarm.people.filter((p) => p.state === 'arrived'),
    coming: alarm.people.filter((p) => p.state === 'accepted'),
  };
}

/** "王老师、李警官"; the same person called twice is named once. */
export function namesOf(people: readonly CalledPerson[], locale: Locale): string {
  return [...new Set(people.map((p) => p.name))].join(locale === 'zh' ? '、' : ', ');
}

/** Who is coming, in one line. */
export function comingText(alarm: AlarmSummary, locale: Locale): string {
  const table = runningWords[locale];
  const { there, coming } = responders(alarm);
  const parts = [
    there.length > 0 && fill(table.there, { names: namesOf(there, locale) }),
    coming.length > 0 && fill(table.coming, { names: namesOf(coming, locale) }),
  ].filter((part) => part !== false);
  if (parts.length > 0) return parts.join(locale === 'zh' ? '，' : ', ');
  const called = new Set(alarm.people.map((p) => p.personId)).size;
  return called > 0 ? fill(table.nobody, { count: called }) : table.nobodyCalled;
}

/** School and place as people say it; the school is not repeated. */
export function wholePlace(alarm: { schoolName: string; place: string }): string {
  return alarm.place.startsWith(alarm.schoolName)
    ? alarm.place
    : `${alarm.schoolName} · ${alarm.place}`;
}

/** What a screen reader says when an alarm comes. */
export function announcement(alarm: AlarmSummary, locale: Locale = localeStore.get()): string {
  return fill(runningWords[locale].announce, {
    kind: alarmWords[locale][`alarmKind.${alarm.alarmKind}`],
    place: wholePlace(alarm),
    what: whatText(alarm, locale),
  });
}
