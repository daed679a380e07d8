import type { Post } from '@anyuan/contracts/alarm.ts';
import {
  type AlarmToTell,
  type MessageText,
  summaryText,
  templateWordsOf,
  textOf,
} from '@anyuan/core/notification/text.ts';
import { acceptWords } from '@anyuan/core/notification/words.ts';
import type { Db } from '../platform/db.ts';
import type { Message, MessageWords } from './channels/channel.ts';
import type { EventPayload, GatherPayload, NoticePayload, TellPayload } from './payload.ts';
import { type Claimed, findAlarms, findTitles } from './store.ts';

/** Words for ids, from whoever knows them. */
export interface PlaceNames {
  school(schoolId: string): string;
  /** "西街校区 · 教学楼 2 层 · 东侧卫生间" */
  place(zoneId: string): string;
  /** IANA name; without it China's. */
  timeZone?(schoolId: string): string;
  /** Degrees, WGS 84. */
  position?(zoneId: string): { latitude: number; longitude: number } | null;
}

export const usualTimeZone = 'Asia/Shanghai';

/** A claimed row with what is to be sent, or with why it no longer is. */
export interface Job {
  row: Claimed;
  /** The row itself, or those told in it. */
  memberIds: string[];
  message: Message | null;
  /** School of each alarm in it, for facts. */
  schoolOf(alarmId: string | null): string | null;
}

type Alarm = Awaited<ReturnType<typeof findAlarms>>[number];

/** Gives a batch of rows their words, from the alarms as they are now: two queries for the batch. */
export async function renderJobs(
  options: { db: Db; names: PlaceNames; now: number },
  rows: readonly Claimed[],
): Promise<Job[]> {
  const { db } = options;
  const alarmIds = new Set(
    rows.flatMap((r) => [...alarmOf(r), ...membersOf(r).map((m) => m.alarmId)]),
  );
  const alarms = new Map((await findAlarms(db.query, [...alarmIds])).map((a) => [a.id, a]));
  const titles = await findTitles(db.query, personIdsOf([...alarms.values()], rows));
  const context = { ...options, alarms, titles };
  return rows.map((row) => ({
    row,
    memberIds: membersOf(row).map((m) => m.id),
    message: messageOf(row, context),
    schoolOf: (alarmId) => alarms.get(alarmId ?? '')?.school_id ?? null,
  }));
}

const alarmOf = (row: Claimed): string[] => (row.alarm_id === null ? [] : [row.alarm_id]);

interface Context {
  names: PlaceNames;
  now: number;
  alarms: ReadonlyMap<string, Alarm>;
  titles: ReadonlyMap<string, string>;
}

function membersOf({ payload }: Claimed): GatherPayload['members'] {
  return payload.type === 'gather' ? payload.members : [];
}

function personIdsOf(alarms: readonly Alarm[], rows: readonly Claimed[]): string[] {
  const going = alarms.flatMap((a) =>
    a.people.filter((p) => p.state === 'accepted' || p.state === 'arrived').map((p) => p.personId),
  );
  const actors = rows.flatMap(({ payload }) =>
    payload.type === 'tell' && payload.actorId ? [payload.actorId] : [],
  );
  return [...new Set([...going, ...actors])];
}

function messageOf(row: Claimed, context: Context): Message | null {
  const { payload } = row;
  if (payload.type === 'notice') return noticeOf(row, payload, context);
  const alarm = context.alarms.get(row.alarm_id ?? '');
  if (!alarm) return null;
  const common = {
    id: row.id,
    receipt: row.receipt,
    alarmId: alarm.id,
    path: `/m/alarms/${alarm.id}`,
    tag: alarm.id,
    event: null,
    alarmKind: alarm.alarm_kind,
  };
  switch (payload.type) {
    case 'tell': {
      const text = tellText(payload, alarm, context);
      const chinese = tellText({ ...payload, locale: 'zh' }, alarm, context);
      const asks = payload.kind === 'call' && alarm.state === 'calling';
      const accept = asks ? { accept: acceptWords[payload.locale] } : {};
      const words = text && chinese && wordsOf(alarm, chinese, context);
      return words && { ...common, ...text, ...accept, words };
    }
    case 'gather': {
      const chinese = gatherText({ ...payload, locale: 'zh' }, context);
      const told = { ...common, ...gatherText(payload, context), path: '/m/', tag: 'more' };
      return { ...told, words: wordsOf(alarm, chinese, context) };
    }
    case 'event': {
      const text = { title: payload.event, body: '' };
      const event = eventOf(row, payload, alarm, context);
      return { ...common, ...text, words: wordsOf(alarm, text, context), event };
    }
  }
}

/** Of a notice. Channels that only fill approved templates carry none. */
function noticeOf(row: Claimed, payload: NoticePayload, { now }: Context): Message {
  const { path, tag, alarmKind, zh } = payload;
  const time = new Date(now).toLocaleTimeString('zh-CN', {
    timeZone: usualTimeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const date = new Date(now).toLocaleDateString('zh-CN', {
    timeZone: usualTimeZone,
    dateStyle: 'long',
  });
  const words = { mark: '', place: '', what: zh.title, detail: zh.body, school: '', time, date };
  const { id, receipt } = row;
  const text = payload[payload.locale];
  return { id, receipt, alarmId: null, ...text, path, tag, event: null, alarmKind, words };
}

function wordsOf(alarm: Alarm, text: MessageText, { names }: Context): MessageWords {
  const place = names.place(alarm.zone_id);
  const timeZone = names.timeZone?.(alarm.school_id) ?? usualTimeZone;
  const begun = new Date(alarm.t0 ?? alarm.t2 ?? 0);
  const time = begun.toLocaleTimeString('zh-CN', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const date = begun.toLocaleDateString('zh-CN', { timeZone, dateStyle: 'long' });
  const school = names.school(alarm.school_id);
  // People outside the school get its name in the title, where it stands in front of the place.
  const shown = text.title.includes(`${school} · ${place}`) ? `${school} · ${place}` : place;
  const words = templateWordsOf({ alarmKind: alarm.alarm_kind, place: shown, text });
  return { ...words, school, time, date: `${date} ${time}` };
}

function tellText(payload: TellPayload, alarm: Alarm, context: Context) {
  // Waiting for its turn or a retry, the call has been overtaken: nobody runs to an alarm that ended.
  if (alarm.state === 'closed' && payload.kind !== 'closed') return null;
  const { kind, locale, actorId, verdict } = payload;
  const told = alarmToTell(alarm, payload.post, context);
  return textOf({
    kind,
    locale,
    now: context.now,
    alarm: { ...told, verdict: verdict ?? told.verdict },
    actor: actorId === null ? null : (context.titles.get(actorId) ?? null),
    step: payload.step,
  });
}

const outsidePosts: readonly (Post | null)[] = [
  'communityOfficer',
  'patrolTeam',
  'stationCommand',
  null,
];

function alarmToTell(alarm: Alarm, post: Post | null, { names, titles }: Context): AlarmToTell {
  const place = names.place(alarm.zone_id);
  const titlesOf = (state: 'accepted' | 'arrived') =>
    alarm.people.filter((p) => p.state === state).flatMap((p) => titles.get(p.personId) ?? []);
  return {
    place: outsidePosts.includes(post) ? `${names.school(alarm.school_id)} · ${place}` : place,
    kind: alarm.kind,
    alarmKind: alarm.alarm_kind,
    confidence: alarm.confidence,
    reasons: alarm.reasons,
    beganAt: alarm.t0 ?? alarm.t2 ?? 0,
    state: alarm.state,
    coming: titlesOf('accepted'),
    arrived: titlesOf('arrived'),
    verdict: alarm.verdict,
  };
}

function gatherText(payload: GatherPayload, { names, alarms }: Context) {
  const called = new Set(payload.members.filter((m) => m.kind === 'call').map((m) => m.alarmId));
  return summaryText({
    locale: payload.locale,
    news: payload.members.filter((m) => m.kind !== 'call').length,
    alarms: [...called].flatMap((id) => {
      const a = alarms.get(id);
      return a ? [{ place: names.place(a.zone_id), alarmKind: a.alarm_kind }] : [];
    }),
  });
}

/** What a machine is told. People appear by id only. */
function eventOf(row: Claimed, payload: EventPayload, alarm: Alarm, { names }: Context) {
  return {
    v: 1,
    id: row.id,
    event: payload.event,
    at: payload.at,
    alarm: {
      id: alarm.id,
      schoolId: alarm.school_id,
      school: names.school(alarm.school_id),
      zoneId: alarm.zone_id,
      place: names.place(alarm.zone_id),
      kind: alarm.kind,
      alarmKind: alarm.alarm_kind,
      confidence: alarm.confidence,
      state: alarm.state,
      beganAt: alarm.t0,
      committedAt: alarm.t2,
      verdict: alarm.verdict,
    },
    fact: payload.fact,
  };
}
