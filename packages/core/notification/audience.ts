import type { AlarmState, AssignmentState, Post } from '@anyuan/contracts/alarm.ts';
import type { FactOf } from '@anyuan/contracts/facts.ts';

/** What a message is about; decides its words and the channels that carry it. */
export const messageKinds = [
  'call',
  'joined',
  'accepted',
  'nobody',
  'overdue',
  'step',
  'closed',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Facts that make messages to people. */
export const tellingFacts = [
  'dispatch.called',
  'alarm.merged',
  'alarm.accepted',
  'dispatch.nobodyFound',
  'alarm.overdue',
  'playbook.stepOverdue',
  'alarm.closed',
] as const;
export type TellingFact = FactOf<(typeof tellingFacts)[number]>;

export interface AddressedPerson {
  personId: string;
  post: Post | null;
}

export interface AlarmAtHand {
  state: AlarmState;
  people: readonly { personId: string; post: Post; state: AssignmentState }[];
}

export interface Wanted {
  kind: MessageKind;
  /** Same for a fact that is delivered twice; a part of each message's dedup key. */
  key: string;
  people: readonly AddressedPerson[];
}

/**
 * Who must hear of a fact, or null when nobody needs to. `alarm` is as it stands now, which may be
 * later than the fact: nobody is called to an alarm that has ended.
 */
export function wantedOf(input: {
  fact: TellingFact;
  factId: string;
  alarm: AlarmAtHand;
  /** Who answers for the school when nobody is on duty. */
  leaders: readonly string[];
}): Wanted | null {
  const { fact, factId, alarm } = input;
  const { alarmId } = fact;
  const involved = (...states: AssignmentState[]) =>
    alarm.people.filter((p) => states.includes(p.state)).map(addressed);
  const some = (kind: MessageKind, key: string, people: readonly AddressedPerson[]) =>
    people.length === 0 ? null : { kind, key: `${alarmId}:${key}`, people };
  if (fact.type === 'alarm.closed') {
    const others = alarm.people.filter((p) => p.personId !== fact.personId).map(addressed);
    return some('closed', 'closed', others);
  }
  if (alarm.state === 'closed') return null;
  switch (fact.type) {
    case 'dispatch.called':
      return some('call', `${fact.tier}:${fact.round}`, fact.people);
    case 'alarm.merged': {
      const byPerson = fact.kind === 'button' || fact.kind === 'person';
      // However often the button is pressed, who is on the way is told once.
      return byPerson ? some('joined', 'joined', involved('accepted', 'arrived')) : null;
    }
    case 'alarm.accepted':
      return some(
        'accepted',
        `accepted:${fact.personId}`,
        involved('called', 'accepted').filter((p) => p.personId !== fact.personId),
      );
    case 'dispatch.nobodyFound':
      return some(
        'nobody',
        `nobody:${factId}`,
        input.leaders.map((personId) => ({ personId, post: null })),
      );
    case 'alarm.overdue': {
      const going = involved('accepted', 'arrived');
      const people = going.length > 0 ? going : involved('called');
      return some('overdue', `overdue:${factId}`, people);
    }
    case 'playbook.stepOverdue':
      return some('step', `step:${factId}`, fact.people);
  }
}

/** What a group (a robot's chat, a loudspeaker) hears of a fact, or null. Keys as in `wantedOf`. */
export function groupNewsOf(input: {
  fact: TellingFact;
  factId: string;
  alarm: Pick<AlarmAtHand, 'state'>;
}): Pick<Wanted, 'kind' | 'key'> | null {
  const { fact, factId, alarm } = input;
  const news = (kind: MessageKind, key: string) => ({ kind, key: `${fact.alarmId}:${key}` });
  if (fact.type === 'alarm.closed') return news('closed', 'closed');
  if (alarm.state === 'closed') return null;
  switch (fact.type) {
    case 'dispatch.called':
      return news('call', `${fact.tier}:${fact.round}`);
    case 'alarm.merged': {
      const byPerson = fact.kind === 'button' || fact.kind === 'person';
      return byPerson ? news('joined', 'joined') : null;
    }
    case 'alarm.accepted':
      return news('accepted', `accepted:${fact.personId}`);
    case 'dispatch.nobodyFound':
      return news('nobody', `nobody:${factId}`);
    case 'alarm.overdue':
      return news('overdue', `overdue:${factId}`);
    case 'playbook.stepOverdue':
      // The post is told, not the whole chat.
      return null;
  }
}

function addressed({ personId, post }: AddressedPerson): AddressedPerson {
  return { personId, post };
}

/** A way to reach a person: channel kind and address in it. */
export interface Target {
  channel: string;
  target: string;
}

export interface Draft extends AddressedPerson, Target {
  kind: MessageKind;
  dedupKey: string;
}

/** The live channel shows the alarm itself, whatever happens to it: one row per person and alarm. */
export function liveKey(alarmId: string, personId: string): string {
  return `${alarmId}:live:${personId}`;
}

/** Audience x channels. `targetsOf` gives only channels that are enabled and carry this kind. */
export function draftsOf(
  alarmId: string,
  wanted: Wanted,
  targetsOf: (personId: string, kind: MessageKind) => readonly Target[],
): Draft[] {
  const { kind, key } = wanted;
  const drafts = new Map<string, Draft>();
  for (const { personId, post } of wanted.people) {
    for (const { channel, target } of targetsOf(personId, kind)) {
      const dedupKey =
        channel === 'live' ? liveKey(alarmId, personId) : `${key}:${personId}:${channel}:${target}`;
      drafts.set(dedupKey, { personId, post, channel, target, kind, dedupKey });
    }
  }
  return [...drafts.values()];
}
