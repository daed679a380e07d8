import type { AlarmState, Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import type { MessageKind } from './audience.ts';
import { enWords, type Locale, plainMark, type Words, zhWords } from './words.ts';

export interface AlarmToTell {
  /** "西街校区 · 教学楼 2 层 · 东侧卫生间", with the school in front for people outside it. */
  place: string;
  kind: DetectionKind;
  alarmKind: AlarmKind;
  confidence: number;
  reasons: readonly Reason[];
  /** t0, epoch ms. */
  beganAt: number;
  state: AlarmState;
  /** Titles of who accepted and is not there yet, of who arrived: "王老师". */
  coming: readonly string[];
  arrived: readonly string[];
  verdict: Verdict | null;
}

export interface MessageText {
  title: string;
  body: string;
}

/**
 * The same for providers that only fill approved templates (short message, call, 公众号). Brackets are
 * refused there and cannot be spoken, so an exercise says so in plain words in front of the place.
 */
export interface TemplateWords {
  mark: string;
  place: string;
  what: string;
  detail: string;
}

/** The template words of a message, from its Chinese text: templates are approved in Chinese. */
export function templateWordsOf(input: {
  alarmKind: AlarmKind;
  place: string;
  text: MessageText;
}): TemplateWords {
  const { title, body } = input.text;
  // One message about several alarms carries a mark only when all are of one kind.
  const mark = zhWords.mark[input.alarmKind];
  const isMarked = title.startsWith(mark);
  const unmarked = isMarked ? title.slice(mark.length) : title;
  const headline = unmarked.startsWith(input.place)
    ? unmarked.slice(input.place.length + zhWords.colon.length)
    : unmarked;
  return {
    mark: isMarked ? plainMark[input.alarmKind] : '',
    place: input.place.split(zhWords.between).join(' '),
    what: headline,
    detail: body.split(zhWords.between).join('，'),
  };
}

const wordsOf = (locale: Locale): Words => (locale === 'en' ? enWords : zhWords);
const reasonsMax = 2;
const placesMax = 3;

/**
 * The words of a message at the moment it leaves. Always in this order: place, what, how sure and
 * why, since when, who is coming, then what to do. An exercise or a test says so first.
 */
export function textOf(input: {
  kind: MessageKind;
  locale: Locale;
  now: number;
  alarm: AlarmToTell;
  /** Title of who accepted or closed. */
  actor: string | null;
  /** Title of the step of the playbook that is overdue. */
  step?: string | undefined;
}): MessageText {
  const { kind, alarm, now, actor } = input;
  const w = wordsOf(input.locale);
  const what = w.what[alarm.kind];
  const sure = `${w.sure[clamp(alarm.confidence)]}${whyOf(alarm.reasons, w)}`;
  const since = w.ago(Math.max(0, Math.floor((now - alarm.beganAt) / 1000)));
  const who = whoIsThere(alarm, w);
  const say = (headline: string, ...parts: string[]): MessageText => ({
    title: `${w.mark[alarm.alarmKind]}${alarm.place}${w.colon}${headline}`,
    body: parts.join(w.between),
  });
  switch (kind) {
    case 'call':
      return say(what, sure, since, who, w.pleaseAnswer);
    case 'joined':
      return say(w.nowButton, sure, since, who, w.hurry);
    case 'accepted':
      return say(what, sure, since, actor === null ? who : w.coming(actor), w.support);
    case 'nobody':
      return say(what, sure, since, w.nobodyOnDuty, w.sendSomebody);
    case 'overdue': {
      const late = alarm.state === 'calling' || alarm.state === 'accepted';
      const headline = late ? w.notArrived : w.notClosed;
      return say(headline, what, sure, since, who, late ? w.reportArrival : w.pleaseClose);
    }
    case 'step':
      return say(w.stepOverdue(input.step ?? ''), what, since, who, w.pleaseTick);
    case 'closed': {
      const result = alarm.verdict === null ? [] : [w.result(w.verdict[alarm.verdict])];
      const by = actor === null ? [] : [w.closedBy(actor)];
      return say(w.ended, what, ...result, since, ...by);
    }
  }
}

function clamp(confidence: number): 0 | 1 | 2 | 3 | 4 {
  return Math.min(4, Math.max(0, Math.round(confidence))) as 0 | 1 | 2 | 3 | 4;
}

/** The strongest reasons, each once, with the score that a detector gave. */
function whyOf(reasons: readonly Reason[], w: Words): string {
  const best = new Map<string, Reason>();
  for (const r of reasons) {
    const known = best.get(r.label);
    if (!known || known.score < r.score) best.set(r.label, r);
  }
  const strongest = [...best.values()].sort((a, b) => b.score - a.score).slice(0, reasonsMax);
  if (strongest.length === 0) return '';
  return w.why(
    strongest.map((r) =>
      r.branch === 'button' || r.branch === 'person'
        ? w.label(r.branch)
        : `${w.label(r.label)} ${Math.round(r.score * 100)}%`,
    ),
  );
}

function whoIsThere(alarm: AlarmToTell, w: Words): string {
  if (alarm.arrived.length > 0) return w.arrived(w.people(alarm.arrived));
  if (alarm.coming.length > 0) return w.coming(w.people(alarm.coming));
  return w.nobodyComing;
}

/** One message for many: how many more alarms, where, and how many of them are not actual. */
export function summaryText(input: {
  locale: Locale;
  /** Alarms that somebody was called to. */
  alarms: readonly { place: string; alarmKind: AlarmKind }[];
  /** Other messages among those gathered. */
  news: number;
}): MessageText {
  const { alarms, news } = input;
  const w = wordsOf(input.locale);
  const kinds = new Set(alarms.map((a) => a.alarmKind));
  const [only] = kinds.size === 1 ? kinds : [];
  const mark = only ? w.mark[only] : '';
  const counts = [
    ...(alarms.length > 0 ? [w.moreAlarms(alarms.length)] : []),
    ...(news > 0 ? [w.moreNews(news)] : []),
  ];
  const drills = only
    ? []
    : (['exercise', 'test'] as const).flatMap((kind) => {
        const count = alarms.filter((a) => a.alarmKind === kind).length;
        return count > 0 ? [w.ofThese(kind, count)] : [];
      });
  const places = [...new Set(alarms.map((a) => a.place))];
  const shown = places.slice(0, placesMax).join('；');
  const rest = places.length > placesMax ? ` ${w.andMore(places.length)}` : '';
  return {
    title: `${mark}${counts.join(w.between)}`,
    body: [...(shown === '' ? [] : [`${shown}${rest}`]), ...drills, w.openAll].join(w.between),
  };
}
