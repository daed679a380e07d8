import type { Clock } from '@anyuan/contracts/clock.ts';
import { type ErrorCode, Refusal } from '@anyuan/contracts/errors.ts';
import type { TalkState } from '@anyuan/contracts/routes/talk.ts';
import {
  type IceServer,
  type TalkDown,
  type TalkEnd,
  type TalkMode,
  type TalkUp,
  talkUpSchema,
} from '@anyuan/contracts/talk.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import type { Who } from '../platform/who.ts';
import * as store from './store.ts';

interface TalkAlarm {
  id: string;
  schoolId: string;
  terminalId: string | null;
  zoneId: string;
  state: string;
}

export interface TalksOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  link: TerminalLink;
  iceServers: readonly IceServer[];
  findAlarm(id: string): Promise<TalkAlarm | null>;
  isOnline(terminalId: string): Promise<boolean>;
  /** Of where the terminal hangs. */
  isPrivate(terminalId: string): boolean;
}

export interface Talks {
  state(alarmId: string, who: Who): Promise<TalkState>;
  open(
    alarmId: string,
    who: Who,
    ask: { mode: TalkMode; reason: string; sdp: string },
  ): Promise<{ talkId: string; sdp: string; limitSec: number }>;
  end(talkId: string, personId: string): Promise<void>;
  setListening(at: { schoolId: string; zoneId: string; allowed: boolean }): Promise<void>;
  /** Registers on the link; before it starts. */
  listen(): void;
  reaction: Reaction;
}

/** A talk longer than this is begun anew: a forgotten tab must not hold the line. */
const limitSec = 600;
const answerWithinMs = 8000;

/** Relays who wants to talk to the terminal of an alarm, and keeps who did, why and how long. No sound passes here. */
export function makeTalks(options: TalksOptions): Talks {
  const { db, clock, log, facts, link } = options;
  const answers = new Map<string, (message: TalkUp | null) => void>();

  const finish = async (talkId: string, why: TalkEnd, tell: boolean): Promise<void> => {
    const at = clock.now();
    const row = await db.query.transaction().execute(async (tx) => {
      const ended = await store.endTalk(tx, talkId, { at, why });
      if (!ended) return null;
      const seconds =
        ended.connected_at === null ? 0 : Math.round((at - ended.connected_at) / 1000);
      const { alarm_id: alarmId, person_id: personId, mode } = ended;
      const fact = { type: 'talk.ended', talkId, alarmId, personId, mode, seconds, why } as const;
      await facts.append(tx, [{ at, schoolId: ended.school_id, fact }]);
      return ended;
    });
    if (!row || !tell) return;
    const message: TalkDown = { v: 1, type: 'end', talkId };
    await link.send(row.terminal_id, 'talk', message).catch(() => log.warn({ talkId }, 'not told'));
  };

  const refusalOf = async (alarm: TalkAlarm): Promise<ErrorCode | null> => {
    if (alarm.state === 'closed') return 'alarm.closed';
    if (alarm.terminalId === null) return 'talk.noTerminal';
    return (await options.isOnline(alarm.terminalId)) ? null : 'talk.offline';
  };

  const listenRefusal = async (alarm: TalkAlarm, who: Who): Promise<ErrorCode | null> => {
    if (!who.may('talk.listen', alarm.schoolId)) return 'permission.denied';
    if (alarm.terminalId !== null && options.isPrivate(alarm.terminalId)) return 'talk.privacyZone';
    return (await store.isListeningAllowed(db.query, alarm.zoneId)) ? null : 'talk.notAllowedHere';
  };

  const openTalkAt = async (terminalId: string) => {
    const row = await store.findOpenTalk(db.query, terminalId);
    // The terminal ends it itself; one that could not say so must not keep the line.
    if (row && clock.now() > row.until_at) {
      await finish(row.id, 'timeLimit', true);
      return undefined;
    }
    return row;
  };

  const waitForAnswer = (talkId: string) =>
    new Promise<TalkUp | null>((resolve) => {
      const timer = setTimeout(() => answers.get(talkId)?.(null), answerWithinMs);
      answers.set(talkId, (message) => {
        clearTimeout(timer);
        answers.delete(talkId);
        resolve(message);
      });
    });

  const take = async (terminalId: string, message: TalkUp): Promise<void> => {
    const row = await store.findTalk(db.query, message.talkId);
    // A terminal speaks for its own talks alone.
    if (!row || row.terminal_id !== terminalId) return;
    if (message.type === 'answer' || message.type === 'refused') answers.get(row.id)?.(message);
    else if (message.type === 'connected') {
      await store.markConnected(db.query, row.id, terminalId, clock.now());
    } else await finish(row.id, message.reason, false);
  };

  return {
    async state(alarmId, who) {
      const alarm = await options.findAlarm(alarmId);
      if (!alarm) throw new Refusal('subject.unknown');
      const current = alarm.terminalId === null ? undefined : await openTalkAt(alarm.terminalId);
      const refusal = await refusalOf(alarm);
      return {
        current: current
          ? {
              talkId: current.id,
              name: current.name,
              mode: current.mode,
              since: current.asked_at,
              mine: current.person_id === who.personId,
            }
          : null,
        talkRefusal: refusal,
        listenRefusal: refusal ?? (await listenRefusal(alarm, who)),
        iceServers: [...options.iceServers],
      };
    },
    async open(alarmId, who, { mode, reason, sdp }) {
      const alarm = await options.findAlarm(alarmId);
      if (!alarm) throw new Refusal('subject.unknown');
      if (mode === 'listen' && reason.trim() === '') throw new Refusal('talk.needsReason');
      const refusal =
        (mode === 'listen' ? await listenRefusal(alarm, who) : null) ?? (await refusalOf(alarm));
      const { terminalId } = alarm;
      if (refusal !== null || terminalId === null) throw new Refusal(refusal ?? 'talk.noTerminal');
      if (!/PCMU\/8000/i.test(sdp)) throw new Refusal('talk.noCodec');
      await openTalkAt(terminalId);
      const talkId = newId();
      const now = clock.now();
      const row = rowOf({ talkId, alarm, terminalId, personId: who.personId, mode, reason, now });
      await db.query.transaction().execute(async (tx) => {
        if (!(await store.insertTalk(tx, row))) throw new Refusal('talk.busy');
        const about = { talkId, alarmId, terminalId, personId: who.personId, mode, reason };
        const fact = { type: 'talk.started', ...about } as const;
        await facts.append(tx, [{ at: now, schoolId: alarm.schoolId, fact }]);
      });
      const answered = waitForAnswer(talkId);
      const iceServers = [...options.iceServers];
      // Who talks is announced; who listens where it is allowed is on record and on the sign at the door.
      const notice = mode === 'talk' || options.isPrivate(terminalId);
      const offer: TalkDown = {
        v: 1,
        type: 'offer',
        talkId,
        alarmId,
        mode,
        notice,
        sdp,
        limitSec,
        iceServers,
      };
      await link.send(terminalId, 'talk', offer);
      const answer = await answered;
      if (answer?.type === 'answer') return { talkId, sdp: answer.sdp, limitSec };
      await finish(talkId, answer === null ? 'notConnected' : 'refused', true);
      const why = answer?.type === 'refused' ? answer.reason : null;
      throw new Refusal(
        why === 'busy' ? 'talk.busy' : why === 'noCodec' ? 'talk.noCodec' : 'talk.noAnswer',
      );
    },
    async end(talkId, personId) {
      const row = await store.findTalk(db.query, talkId);
      if (!row || row.person_id !== personId) throw new Refusal('talk.unknown');
      await finish(talkId, 'hungUp', true);
    },
    async setListening(at) {
      if (!(await store.setListening(db.query, at))) throw new Refusal('talk.privacyZone');
    },
    listen() {
      link.on('talkback', async ({ terminalId, payload }) => {
        const message = parse(payload);
        if (message) await take(terminalId, message);
        else log.warn({ terminalId }, 'unreadable talk message of a terminal ignored');
      });
    },
    reaction: reaction({
      consumer: 'talk',
      types: ['alarm.closed', 'terminal.offline'] as const,
      async run(tx, entries) {
        for (const { fact } of entries) {
          const isClosed = fact.type === 'alarm.closed';
          const by = isClosed ? { alarmId: fact.alarmId } : { terminalId: fact.terminalId };
          for (const row of await store.findOpenTalksOf(tx, by)) {
            await finish(row.id, isClosed ? 'alarmClosed' : 'offline', isClosed);
          }
        }
      },
    }),
  };
}

function parse(payload: Buffer): TalkUp | null {
  try {
    return talkUpSchema.safeParse(JSON.parse(payload.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

function rowOf(of: {
  talkId: string;
  alarm: TalkAlarm;
  terminalId: string;
  personId: string;
  mode: TalkMode;
  reason: string;
  now: number;
}): store.TalkRow {
  return {
    id: of.talkId,
    school_id: of.alarm.schoolId,
    alarm_id: of.alarm.id,
    terminal_id: of.terminalId,
    person_id: of.personId,
    mode: of.mode,
    reason: of.reason,
    asked_at: of.now,
    connected_at: null,
    until_at: of.now + (limitSec + 60) * 1000,
    ended_at: null,
    ended_why: null,
  };
}
