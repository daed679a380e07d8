import type { Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import { plainMark, zhWords } from './words.ts';

/** What the feed tells of an alarm: places and times, no person. */
export interface AlarmForCap {
  id: string;
  school: string;
  /** "西街校区 · 教学楼 2 层 · 东侧卫生间" */
  place: string;
  timeZone: string;
  /** Degrees, WGS 84. */
  position: { latitude: number; longitude: number } | null;
  kind: DetectionKind;
  alarmKind: AlarmKind;
  confidence: number;
  /** Epoch ms; null: has not happened. */
  beganAt: number | null;
  raisedAt: number;
  acceptedAt: number | null;
  arrivedAt: number | null;
  closedAt: number | null;
  verdict: Verdict | null;
}

/** One CAP 1.2 message, names as in the OASIS standard (CAP-v1.2-os, chapter 3). */
export interface CapMessage {
  identifier: string;
  sender: string;
  sent: string;
  status: 'Actual' | 'Exercise' | 'Test';
  msgType: 'Alert' | 'Update' | 'Cancel';
  /** `sender,identifier,sent` of all before it, separated by spaces. */
  references: string | null;
  event: string;
  responseType: 'Execute' | 'AllClear';
  urgency: 'Immediate' | 'Past';
  severity: 'Severe' | 'Moderate' | 'Minor' | 'Unknown';
  certainty: 'Observed' | 'Likely' | 'Possible' | 'Unknown';
  effective: string;
  onset: string;
  expires: string;
  senderName: string;
  headline: string;
  description: string;
  instruction: string;
  areaDesc: string;
  /** "latitude,longitude radius", km. */
  circle: string | null;
  sentAt: number;
}

const steps = ['raised', 'accepted', 'arrived', 'closed'] as const;
type Step = (typeof steps)[number];

/** A message counts for a day; what still runs then has been told anew or is known. */
const validMs = 24 * 3_600_000;
/** Around the coordinates of a room or building. */
const radiusKm = 0.05;
const statuses = { actual: 'Actual', exercise: 'Exercise', test: 'Test' } as const;
const w = zhWords;

/**
 * Every message of an alarm so far, oldest first: raised, then an update at each step. An alarm that was
 * none is cancelled; one that was, or a drill, ends with an update that says so.
 */
export function capMessagesOf(alarm: AlarmForCap, sender: string): CapMessage[] {
  const messages: CapMessage[] = [];
  for (const { step, at } of happened(alarm)) {
    const references = messages.map((m) => `${m.sender},${m.identifier},${m.sent}`).join(' ');
    const sent = capTime(at, alarm.timeZone);
    messages.push({
      ...toldAt(step, alarm),
      identifier: `${alarm.id}.${step}`,
      sender,
      sent,
      sentAt: at,
      status: statuses[alarm.alarmKind],
      msgType: msgTypeOf(step, alarm.verdict),
      references: references === '' ? null : references,
      effective: sent,
      onset: capTime(alarm.beganAt ?? alarm.raisedAt, alarm.timeZone),
      expires: capTime(at + validMs, alarm.timeZone),
      senderName: alarm.school,
      areaDesc: `${alarm.school} · ${alarm.place}`,
      circle: circleOf(alarm.position),
    });
  }
  return messages;
}

function happened(alarm: AlarmForCap): { step: Step; at: number }[] {
  const times = {
    raised: alarm.raisedAt,
    accepted: alarm.acceptedAt,
    arrived: alarm.arrivedAt,
    closed: alarm.closedAt,
  };
  return steps
    .flatMap((step) => {
      const at = times[step];
      return at === null ? [] : [{ step, at }];
    })
    .sort((a, b) => a.at - b.at);
}

function msgTypeOf(step: Step, verdict: Verdict | null): CapMessage['msgType'] {
  if (step === 'raised') return 'Alert';
  const wasNone = verdict === 'false' || verdict === 'prank' || verdict === 'mistaken';
  return step === 'closed' && wasNone ? 'Cancel' : 'Update';
}

type Told = Pick<
  CapMessage,
  | 'event'
  | 'responseType'
  | 'urgency'
  | 'severity'
  | 'certainty'
  | 'headline'
  | 'description'
  | 'instruction'
>;

function toldAt(step: Step, alarm: AlarmForCap): Told {
  const { alarmKind, kind, place, verdict } = alarm;
  const confidence = Math.min(4, Math.max(0, Math.round(alarm.confidence)));
  const what = w.what[kind];
  const isOver = step === 'closed';
  const said: Record<Step, string> = {
    raised: w.nobodyComing,
    accepted: '已有人员前往',
    arrived: '已有人员到场',
    closed: verdict === null ? w.ended : `${w.ended}，${w.result(w.verdict[verdict])}`,
  };
  return {
    event: what,
    responseType: isOver ? 'AllClear' : 'Execute',
    urgency: isOver ? 'Past' : 'Immediate',
    severity:
      (['Unknown', 'Minor', 'Moderate', 'Severe', 'Severe'] as const)[confidence] ?? 'Unknown',
    certainty:
      isOver && verdict === 'true'
        ? 'Observed'
        : ((['Unknown', 'Possible', 'Possible', 'Likely', 'Observed'] as const)[confidence] ??
          'Unknown'),
    headline: `${w.mark[alarmKind]}${place}${w.colon}${isOver ? w.ended : what}`,
    description: `${plainMark[alarmKind]}${what}，${w.sure[confidence as 0 | 1 | 2 | 3 | 4]}，${said[step]}。`,
    instruction: isOver ? '无需再采取行动。' : '请按本单位预案处置，进校前与学校值班人员联系。',
  };
}

function circleOf(position: AlarmForCap['position']): string | null {
  if (position === null) return null;
  const degrees = (value: number) => String(Math.round(value * 1e6) / 1e6);
  return `${degrees(position.latitude)},${degrees(position.longitude)} ${radiusKm}`;
}

/**
 * "2026-03-02T10:00:00+08:00": whole seconds and the offset at that moment, never "Z"; UTC is "-00:00"
 * (CAP-v1.2-os, 3.3.2).
 */
export function capTime(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(atMs));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  const offset = part('timeZoneName').slice('GMT'.length);
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  const isUtc = offset === '' || offset === '+00:00';
  return `${day}T${time}${isUtc ? '-00:00' : offset.slice(0, 6)}`;
}
