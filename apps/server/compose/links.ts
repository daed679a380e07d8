import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { type Alarms, alarmNotices, makeAlarms } from '../alarm/service.ts';
import * as alarmStore from '../alarm/store.ts';
import { type Devices, makeDevices } from '../devices/devices.ts';
import { makeDispatch } from '../dispatch/service.ts';
import { type Intakes, makeIntake } from '../intake/service.ts';
import { makeNotification, type Notification } from '../notification/notification.ts';
import { makePeople, type People } from '../people/people.ts';
import { type Broker, makeBroker } from '../platform/broker.ts';
import { nextDueOf } from '../platform/due-rows.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import { deliveryChannel } from '../platform/facts.ts';
import { type Live, makeLive } from '../platform/live.ts';
import { makeOutsideBroker } from '../platform/outside-broker.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import { makeRecordings, type Recordings } from '../recordings/recordings.ts';
import { makeResponses, type Responses } from '../response/service.ts';
import { findAcceptedAlarmId } from '../response/store.ts';
import type { Chain } from './chain.ts';
import { planFor } from './drills.ts';
import type { Ground } from './ground.ts';
import { neighboursOf } from './hearing.ts';
import { incidentsOnLive } from './incidents.ts';

export function composePeople({ db, clock, log, roster }: Ground, chain: Chain): People {
  return makePeople({
    db,
    clock,
    log,
    postsOf: (personId) => roster.postsOf(personId, clock.now()),
    vapidPublicKey: () => chain.notification.vapidPublicKey(),
    onSessionsEnded: (keys) => chain.live.endSessions(keys),
  });
}

/** Makes ready what follows every commit that changed alarms: screens, and when to look again. */
function telling({ has }: Ground, chain: Chain, changed: readonly Alarm[]): () => void {
  const show = has('live') ? chain.live.prepareAlarms(changed.map(chain.alarms.summary)) : null;
  return () => {
    show?.();
    chain.intake.note(changed);
    chain.exercises.note(changed);
    for (const { dueAt } of changed) if (dueAt !== null) chain.dispatch.expect(dueAt);
  };
}

export function composeAlarms(ground: Ground, chain: Chain): Alarms {
  return makeAlarms({
    ...ground,
    notificationsOf: (id) => chain.notification.notificationsOf(id),
    onChanged: (changed) => telling(ground, chain, changed)(),
  });
}

export function composeLive(ground: Ground, chain: Chain): Live {
  const { log, clock, settings, screens } = ground;
  const { alarms, people } = chain;
  const live = makeLive({
    log,
    now: clock.now,
    authenticate: (cookie) => people.authenticateCookieHeader(cookie),
    openAlarms: (who) =>
      alarms.list({ schoolIds: [...who.schoolIds('alarm.view')], state: 'open', limit: 10_000 }),
    openOperations: () => chain.operations.open(),
    ...incidentsOnLive(ground),
    publicUrl: settings.publicUrl,
    onSent: (personId, ids) => {
      for (const id of ids) chain.notification.noteLive(id, [personId]);
    },
    onScreens: (keys, isOpen) =>
      void people
        .noteScreens(keys, isOpen)
        .catch((err) => log.debug({ err }, 'open screens not noted')),
    onFrame: (who, frame) => {
      const { personId } = who;
      const mine = who.schoolIds('alarm.view');
      if (frame.type === 'read') return chain.notification.read(frame.alarmId, personId);
      for (const id of frame.alarmIds) {
        chain.notification.rang(id, personId);
        chain.responses
          .rang(id, personId, mine)
          .catch((err) => log.debug({ err }, 'rang not recorded'));
      }
    },
  });
  screens.isPresent = live.isPresent;
  return live;
}

/** Our own broker, unless the settings name another. */
export async function composeBroker(ground: Ground): Promise<Broker | null> {
  const { settings, tls, log, clock, credentials } = ground;
  if (settings.mqttUrl !== null) return null;
  return makeBroker({
    host: settings.host,
    port: settings.mqttPort,
    ...(tls ? { tls } : {}),
    log,
    now: clock.now,
    authenticate: credentials.authenticateTerminal,
  });
}

export function composeLink(ground: Ground, chain: Chain): TerminalLink {
  const { settings, instance, log, clock, has } = ground;
  if (chain.broker) return chain.broker;
  const url = settings.mqttUrl ?? '';
  return makeOutsideBroker({ url, instance, log, now: clock.now, hears: has('intake') });
}

/** Intake hears the terminals; a worker tells them how their alarm stands. */
export function usesLink({ has, settings }: Ground): boolean {
  return has('intake') || (settings.mqttUrl !== null && has('worker'));
}

export function composeIntake(ground: Ground, chain: Chain): Intakes {
  return makeIntake({
    ...ground,
    planOf: planFor(ground, chain),
    notices: (changed, consumers) =>
      ground.alone
        ? []
        : [
            { channel: deliveryChannel, payload: consumers },
            ...alarmNotices(ground.instance, changed),
          ],
    toAlarm: alarmStore.toAlarm as never,
    toRecord: alarmStore.toRecord,
    whenCommitted(changed, consumers) {
      const tell = telling(ground, chain, changed);
      return () => {
        tell();
        if (ground.alone) chain.deliveries.wake(consumers);
      };
    },
    onDiskFull: () => ground.ballast?.release(),
    neighboursOf: (zoneId) => neighboursOf(ground, chain, zoneId),
    onRecovered: (ids) => void chain.alarms.reload(ids),
  });
}

export function composeDispatch(ground: Ground, chain: Chain): DueTimer {
  const { db, metrics } = ground;
  return makeDispatch({
    ...ground,
    changeDue: chain.alarms.changeDue,
    nextDue: () => nextDueOf(db.query, 'alarm'),
    setBack: (id, dueAt) => alarmStore.setBackStep(db.query, id, dueAt),
    onStepped: (lateMs) => metrics.stepLateSeconds.observe(lateMs / 1000),
    onFailed: ({ id, schoolId }) =>
      chain.operations.raise({
        kind: 'alarm.withoutNextStep',
        subject: id,
        schoolId,
        text: '报警的下一步执行失败，正在重试，请同时人工联系值班人员。',
      }),
  });
}

export function composeResponses({ db, sites, dutyOf }: Ground, chain: Chain): Responses {
  return makeResponses({
    find: chain.alarms.find,
    change: chain.alarms.change,
    dutyOf,
    zonePosition: (zoneId) => {
      const zone = sites.zone(zoneId);
      if (zone?.latitude == null || zone.longitude == null) return null;
      return { latitude: zone.latitude, longitude: zone.longitude };
    },
    zoneOfCode: async (terminalId, code) =>
      (await chain.devices.matchArrivalCode(terminalId, code))
        ? (sites.terminal(terminalId)?.zoneId ?? null)
        : null,
    acceptedAlarmAt: async (terminalId) => {
      const id = await findAcceptedAlarmId(db.query, terminalId);
      return id === null ? null : chain.alarms.find(id);
    },
  });
}

export function composeNotification(ground: Ground, chain: Chain): Notification {
  const { names, sites } = ground;
  return makeNotification({
    ...ground,
    speakers: {
      terminalsOf: (school) => [...sites.terminals()].filter((t) => t.schoolName === school),
      speak: async (terminalId, speak) => {
        if (!chain.link.connected()) throw new Error('no link');
        await chain.link.send(terminalId, 'speak', speak);
      },
    },
    names: {
      ...names,
      timeZone: (id) => sites.school(id)?.timeZone ?? 'Asia/Shanghai',
      position(id) {
        const { latitude = null, longitude = null } = sites.zone(id) ?? {};
        return latitude === null || longitude === null ? null : { latitude, longitude };
      },
    },
  });
}

export function composeRecordings(ground: Ground, chain: Chain): Recordings {
  const { settings } = ground;
  return makeRecordings({
    ...{ ...ground, dataDir: settings.data, operations: chain.operations },
    ...(settings.clipKeyFile === null ? {} : { keyFile: settings.clipKeyFile }),
    keepDays: () => chain.retention.inForce(),
    clipAllowed: (terminalId) => chain.devices.clipAllowed(terminalId),
    onAlarmChanged: (id) => void chain.alarms.reload([id]),
  });
}

/** The server's own account at an outside broker is not the terminals'. */
export function withoutAccount(mqttUrl: string): string {
  return Object.assign(new URL(mqttUrl), { username: '', password: '' }).href;
}

export function composeDevices(ground: Ground, chain: Chain): Devices {
  const { settings, tls, metrics, sites } = ground;
  const scheme = tls ? 'mqtts' : 'mqtt';
  const outside = settings.mqttUrl === null ? null : withoutAccount(settings.mqttUrl);
  const devices = makeDevices({
    ...ground,
    link: chain.link,
    tickets: chain.tickets,
    places: sites,
    phrasesOf: (schoolIds) => chain.phrases.ofSchools(schoolIds),
    hearing: chain.hearing,
    settings: chain.deviceSettings,
    softwareOf: (ids) => chain.software.service.wishesOf(ids),
    mqttUrlFor: (hostname) =>
      outside ?? `${scheme}://${hostname}:${chain.broker?.port() ?? settings.mqttPort}`,
    onRejected: (_leaf, code) => metrics.rejected.inc({ code }),
  });
  devices.onChange((schoolId, views) => chain.live.terminals(schoolId, views));
  return devices;
}
