import type { Post } from '@anyuan/contracts/alarm.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Side } from '@anyuan/contracts/incident.ts';
import { v5 } from 'uuid';
import {
  type IncidentReactOptions,
  makeIncidentNews,
  makeIncidentOpening,
} from '../incident/react.ts';
import { type Incidents, makeIncidents } from '../incident/service.ts';
import { findIncidents, findOffered } from '../incident/store.ts';
import { makeSupervisor } from '../incident/supervisor.ts';
import { maySee, scopeOf, summaryOf } from '../incident/views.ts';
import type { DigestOptions } from '../liaison/digest.ts';
import type { PlatformInOptions } from '../liaison/platform-in.ts';
import { makePlatformReaction, type PlatformOutOptions } from '../liaison/platform-out.ts';
import type { Reaction } from '../platform/deliveries.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import type { LiveOptions } from '../platform/live.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** Names of calls at other systems; any UUID, for ever the same. */
const platformNamespace = 'b3f7a0de-5b1c-4a53-9a52-0f5d6f0c7e11';

/** Who is rung on a side when something is handed over. */
const rungPosts: Readonly<Record<Side, readonly Post[]>> = {
  school: ['dutyLeader', 'studentAffairs'],
  police: ['stationCommand'],
};

/** Places and people as the incident slice asks for them. */
export function incidentGround(ground: Ground) {
  const { sites, roster } = ground;
  return {
    linesOf(schoolId: string) {
      const school = sites.organisation(schoolId);
      const stationId = school?.policeParentId ?? null;
      return {
        schoolId,
        stationId,
        policeBureauId: sites.organisation(stationId ?? '')?.policeParentId ?? null,
        educationBureauId: school?.educationParentId ?? null,
      };
    },
    onDuty(schoolId: string, side: Side, now: number): string[] {
      const stationId = sites.school(schoolId)?.policeStationId ?? null;
      const at = side === 'school' ? schoolId : stationId;
      if (at === null) return [];
      const onDuty = roster.onDuty([at], now).filter((d) => rungPosts[side].includes(d.post));
      return [...new Set(onDuty.map((d) => d.personId))];
    },
  };
}

export function composeIncidents(ground: Ground, chain: Chain): Incidents {
  return makeIncidents({
    ...ground,
    ...incidentGround(ground),
    onChanged(changed, dueAt) {
      if (ground.has('live')) chain.live.incidents(changed);
      if (dueAt !== null) chain.supervisor.expect(dueAt);
    },
  });
}

export function composeSupervisor(ground: Ground, chain: Chain): DueTimer {
  return makeSupervisor({
    ...ground,
    ...incidentGround(ground),
    incidents: chain.incidents,
    onFailed: ({ id, schoolId }) =>
      chain.operations.raise({
        kind: 'incident.withoutNextStep',
        subject: id,
        schoolId,
        text: '事件的催办执行失败，正在重试，请管理员查看日志。',
      }),
  });
}

export function incidentReactOptions(ground: Ground, chain: Chain): IncidentReactOptions {
  return {
    ...ground,
    ...incidentGround(ground),
    incidents: chain.incidents,
    notices: chain.notification.notices,
    timeZone: (id) => ground.sites.school(id)?.timeZone ?? 'Asia/Shanghai',
    onChanged: () => {},
  };
}

export function incidentReactions(ground: Ground, chain: Chain): Reaction[] {
  const options = incidentReactOptions(ground, chain);
  return [
    makeIncidentOpening(options),
    makeIncidentNews(options),
    makePlatformReaction(platformOutOptions(ground), () => chain.platforms.wake()),
  ];
}

/** What the live view asks about incidents. */
export function incidentsOnLive({
  db,
  names,
}: Ground): Pick<LiveOptions, 'offeredIncidents' | 'maySeeIncident'> {
  return {
    async offeredIncidents(who) {
      const found = await findOffered(db.query, scopeOf(who));
      return found.map((i) => summaryOf(i, names));
    },
    maySeeIncident: maySee,
  };
}

/** Another instance changed incidents: shown here as well. */
export async function reloadIncidents(
  ground: Ground,
  chain: Chain,
  payload: string,
): Promise<void> {
  const [from, ...ids] = payload.split(' ');
  if (from === ground.instance || ids.length === 0) return;
  const found = await findIncidents(ground.db.query, ids);
  chain.live.incidents(found.map((i) => summaryOf(i, ground.names)));
  chain.supervisor.wake();
}

export function digestOptions(ground: Ground, chain: Chain): DigestOptions {
  const { notices } = chain.notification;
  return { ...ground, notices, organisations: () => ground.sites.organisations() };
}

export function platformOutOptions(ground: Ground): PlatformOutOptions {
  return {
    ...ground,
    position(schoolId) {
      const { latitude = null, longitude = null } = ground.sites.school(schoolId)?.gateZone ?? {};
      return latitude === null || longitude === null ? null : { latitude, longitude };
    },
  };
}

/** A call at another system takes the usual path in: detection, alarm, people called. */
export function platformInOptions(ground: Ground, chain: Chain): PlatformInOptions {
  const { clock, sites } = ground;
  return {
    ...ground,
    async raise({ platform, number, schoolId, alarmKind, calledAt }) {
      const zone = sites.school(schoolId)?.gateZone;
      if (!zone) throw new Refusal('subject.unknown');
      const now = clock.now();
      const committed = await chain.intake.submit({
        id: v5(`${platform} ${number}`, platformNamespace),
        kind: 'person',
        alarmKind,
        confidence: 4,
        reasons: [{ branch: 'person', label: platform.slice(0, 40), score: 1 }],
        beganAt: calledAt,
        decidedAt: now,
        terminalBeganAt: calledAt,
        terminalDecidedAt: now,
        skewMs: 0,
        receivedAt: now,
        levelDbfs: null,
        clipExpected: false,
        terminalId: null,
        personId: null,
        schoolId,
        zoneId: zone.id,
      });
      if (typeof committed === 'string') throw new Refusal('server.fault');
      return committed.alarmId;
    },
  };
}
