import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultPlan, type Plan } from '@anyuan/contracts/alarm.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { FactType } from '@anyuan/contracts/facts.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type { Duty } from '@anyuan/core/dispatch/call.ts';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { serveAlarms } from './alarm/routes.ts';
import {
  type Alarms,
  alarmChannel,
  alarmNotices,
  makeAlarms,
  readNotice,
} from './alarm/service.ts';
import * as alarmStore from './alarm/store.ts';
import { makeCredentials } from './devices/credentials.ts';
import { makeDevices } from './devices/devices.ts';
import { makeAuditor } from './dispatch/auditor.ts';
import { makeRoster } from './dispatch/roster.ts';
import { makeDispatch } from './dispatch/service.ts';
import * as dispatchStore from './dispatch/store.ts';
import { type IntakeEdgeOptions, linkIntake, serveIntake } from './intake/edge.ts';
import { makeRejections } from './intake/rejections.ts';
import { makeIntake } from './intake/service.ts';
import { makeNotification } from './notification/notification.ts';
import { makePeople } from './people/people.ts';
import { type Broker, makeBroker } from './platform/broker.ts';
import type { SteadyClock } from './platform/clock.ts';
import { type Connection, openDb } from './platform/db.ts';
import { makeDeliveries, type Reaction } from './platform/deliveries.ts';
import { deliveryChannel, makeFacts } from './platform/facts.ts';
import { makeHealth } from './platform/health.ts';
import { makeHttp } from './platform/http.ts';
import { makeListener } from './platform/listen.ts';
import { makeLive } from './platform/live.ts';
import { makeMetrics } from './platform/metrics.ts';
import { openApi } from './platform/openapi.ts';
import { makeOperations } from './platform/operations.ts';
import { makeOutsideBroker } from './platform/outside-broker.ts';
import { serveWeb } from './platform/static.ts';
import type { TerminalLink } from './platform/terminal-link.ts';
import { makeRecordings } from './recordings/recordings.ts';
import { linkResponses, serveResponses } from './response/routes.ts';
import { makeResponses } from './response/service.ts';
import { findAcceptedAlarmId } from './response/store.ts';
import { makeReview } from './review/react.ts';
import { serveSites } from './sites/routes.ts';
import { makeSites } from './sites/service.ts';

export interface ServerOptions {
  settings: ServerSettings;
  connection: Connection;
  clock: SteadyClock;
  log: Logger;
}

export interface Server {
  start(): Promise<void>;
  /** Stops taking, finishes what is in hand, closes. */
  stop(): Promise<void>;
  url(): string;
  mqttPort(): number;
  /** Resolves when no delivery and no step is in hand (tests that travel in time). */
  idle(): Promise<void>;
}

const webDist = fileURLToPath(new URL('../web/dist', import.meta.url));

/** The composition root: reads like the chain, from the terminal's message to the closed record. */
export async function makeServer(options: ServerOptions): Promise<Server> {
  const { settings, clock, log, connection } = options;
  const instance = v7();
  const has = (role: ServerSettings['roles'][number]) => settings.roles.includes(role);
  const tls =
    settings.tlsCert !== null && settings.tlsKey !== null
      ? { cert: readFileSync(settings.tlsCert), key: readFileSync(settings.tlsKey) }
      : undefined;

  // Platform: database, clock, what happened and who reacts to it.
  const db = openDb(connection, { max: 16 });
  const metrics = makeMetrics();
  const listener = makeListener(connection, log);
  const consumersOf = new Map<FactType, string[]>();
  const facts = makeFacts(consumersOf);

  // People, places, devices: who and where.
  const sites = makeSites({ db, clock, log, fallbackPlan: planOfTiers(settings.tiers) });
  const roster = makeRoster(db);
  sites.onChange(() => void roster.refresh().catch((err) => log.warn({ err }, 'roster not read')));
  const credentials = makeCredentials({ db, clock });
  const people = makePeople({
    db,
    clock,
    log,
    vapidPublicKey: () => notification.vapidPublicKey(),
    onSessionsEnded: (keys) => live.endSessions(keys),
  });
  const dutyOf = (at: Pick<Alarm, 'zoneId' | 'schoolId'>, now: number): Duty => {
    const stationId = sites.school(at.schoolId)?.policeStationId;
    const organisationIds = stationId ? [at.schoolId, stationId] : [at.schoolId];
    return {
      onDuty: roster.onDuty(organisationIds, now),
      buildingId: sites.zone(at.zoneId)?.buildingId ?? null,
    };
  };

  // Alarm: the record of each, and the live view of all.
  const names = {
    school: (id: string) => sites.school(id)?.name ?? '—',
    place: (id: string) => sites.zone(id)?.place ?? '—',
    person: (id: string) => roster.personName(id),
  };
  const alarms: Alarms = makeAlarms({
    db,
    clock,
    facts,
    instance,
    names,
    notificationsOf: (id) => notification.notificationsOf(id),
    onChanged: (changed) => tell(changed),
  });
  const live = makeLive({
    log,
    now: clock.now,
    authenticate: (cookie) => people.authenticateCookieHeader(cookie),
    openAlarms: (who) =>
      alarms.list({ schoolIds: [...who.schoolIds('alarm.view')], state: 'open', limit: 10_000 }),
    onSent: (personId, ids) => {
      for (const id of ids) notification.noteLive(id, [personId]);
    },
    onFrame: ({ personId }, frame) => {
      if (frame.type === 'read') return notification.read(frame.alarmId, personId);
      for (const id of frame.alarmIds) {
        notification.rang(id, personId);
        responses.rang(id, personId).catch((err) => log.debug({ err }, 'rang not recorded'));
      }
    },
  });
  const operations = makeOperations({ db, clock, facts, onChanged: (o) => live.operations(o) });
  const tell = (changed: readonly Alarm[]) => {
    if (has('live')) live.alarms(changed.map(alarms.summary));
    for (const { dueAt } of changed) if (dueAt !== null) dispatch.expect(dueAt);
  };

  // Intake: detections in, group commit, acknowledgement out.
  const broker: Broker | null =
    settings.mqttUrl === null
      ? await makeBroker({
          host: settings.host,
          port: settings.mqttPort,
          ...(tls ? { tls } : {}),
          log,
          now: clock.now,
          authenticate: credentials.authenticateTerminal,
        })
      : null;
  const link: TerminalLink =
    broker ?? makeOutsideBroker({ url: settings.mqttUrl ?? '', instance, log, now: clock.now });
  const intake = makeIntake({
    db,
    clock,
    log,
    facts,
    notices: (changed) => alarmNotices(instance, changed),
    planOf: (schoolId) => sites.school(schoolId)?.plan ?? planOfTiers(settings.tiers),
    dutyOf,
    toAlarm: alarmStore.toAlarm as never,
    toRecord: alarmStore.toRecord,
    onCommitted: tell,
    onRecovered: (ids) => void alarms.reload(ids),
  });

  // Dispatch: every alarm takes its next step in time, and an auditor sees to it that it does.
  const dispatch = makeDispatch({
    clock,
    log,
    changeDue: alarms.changeDue,
    nextDue: () => alarmStore.findNextDue(db.query),
    setBack: (id, dueAt) => alarmStore.setBackStep(db.query, id, dueAt),
    dutyOf,
    onStepped: (lateMs) => metrics.stepLateSeconds.observe(lateMs / 1000),
    onFailed: ({ id, schoolId }) =>
      operations.raise({
        kind: 'alarm.withoutNextStep',
        subject: id,
        schoolId,
        text: '报警的下一步执行失败，正在重试，请同时人工联系值班人员。',
      }),
  });
  const auditor = makeAuditor({
    clock,
    log,
    operations,
    findLate: (before) => dispatchStore.findLateAlarms(db.query, before),
    findFarAhead: async (after) =>
      alarmStore.findAlarmsById(db.query, await dispatchStore.findFarAheadIds(db.query, after)),
    pullForward: async (id, now) => {
      await dispatchStore.pullForward(db.query, id, now);
      dispatch.wake();
    },
    findLagging: (before) => dispatchStore.findLaggingConsumers(db.query, before),
    onRound: (now) => metrics.auditedAt.set(now / 1000),
  });

  // Response: people accept, arrive, handle, close.
  const responses = makeResponses({
    change: alarms.change,
    dutyOf,
    zonePosition: (zoneId) => positionOf(sites.zone(zoneId)),
    zoneOfCode: async (terminalId, code) =>
      (await devices.matchArrivalCode(terminalId, code))
        ? (sites.terminal(terminalId)?.zoneId ?? null)
        : null,
    acceptedAlarmAt: async (terminalId) => {
      const id = await findAcceptedAlarmId(db.query, terminalId);
      return id === null ? null : alarms.find(id);
    },
  });

  // Notification: everybody called, on every channel they have. Recordings: what was heard.
  const notification = makeNotification({ db, clock, log, facts, settings, names });
  const recordings = makeRecordings({
    db,
    clock,
    log,
    facts,
    dataDir: settings.data,
    onAlarmChanged: (id) => void alarms.reload([id]).catch((err) => log.warn({ err }, 'not told')),
  });

  // Devices: terminals enrol, live, fail, and are told the truth.
  const onRejected = (code: string) => metrics.rejected.inc({ code });
  const devices = makeDevices({
    db,
    clock,
    log,
    facts,
    link,
    credentials,
    operations,
    places: sites,
    publicUrlFor: (origin) => settings.publicUrl ?? origin,
    mqttUrlFor: (hostname) =>
      settings.mqttUrl ?? `${tls ? 'mqtts' : 'mqtt'}://${hostname}:${mqttPort()}`,
    onRejected: (_leaf, code) => onRejected(code),
  });
  devices.onChange((schoolId, views) => live.terminals(schoolId, views));
  const mqttPort = () => broker?.port() ?? settings.mqttPort;

  // Reactions: when fact, then call.
  const reactions: Reaction[] = [
    notification.reaction,
    ...devices.reactions,
    makeReview(facts, clock.now),
  ];
  for (const { consumer, types } of reactions) {
    for (const type of types) consumersOf.set(type, [...(consumersOf.get(type) ?? []), consumer]);
  }
  const deliveries = makeDeliveries({
    db,
    clock,
    log,
    reactions,
    onParked: (consumer, factId) =>
      operations.raise({
        kind: 'delivery.parked',
        subject: factId,
        text: `后台任务“${consumer}”多次失败，已搁置一条，请管理员处理。`,
      }),
  });

  // Edges: MQTT and HTTP.
  const http = await makeHttp({
    log,
    ...(tls ? { tls } : {}),
    authenticate: people.authenticate,
    authenticateTerminal: credentials.authenticateBearer,
    organisationOf: sites.organisationOf,
  });
  const edge: IntakeEdgeOptions = {
    intake,
    now: clock.now,
    siteOf: async (terminalId) => {
      const known = sites.terminal(terminalId);
      if (known) return known;
      await sites.refresh();
      return sites.terminal(terminalId) ?? null;
    },
    zoneFor: (schoolId, zoneId) => {
      const school = sites.school(schoolId);
      const zone = school?.zones.find((z) => z.id === zoneId) ?? school?.gateZone;
      return zone ? { zoneId: zone.id } : null;
    },
    summary: async (alarmId) => {
      const alarm = await alarms.find(alarmId);
      if (!alarm) throw new Refusal('subject.unknown');
      return alarms.summary(alarm);
    },
    onCommitted: (repeated, seconds) => {
      metrics.detections.inc({ repeated: String(repeated) });
      metrics.commitSeconds.observe(seconds);
    },
    onRejected: (terminalId, code, bytes) => {
      onRejected(code);
      rejections.note(terminalId, code, bytes);
    },
  };
  const rejections = makeRejections({ db, clock, log, facts });
  devices.listen();
  linkIntake(link, edge);
  linkResponses(link, { responses, log, onRejected: () => onRejected('detection.malformed') });
  if (has('api')) {
    people.routes(http);
    serveSites({ http, sites });
    devices.routes(http);
    recordings.routes(http);
    notification.routes(http);
    serveAlarms(http, alarms);
    serveIntake(http, edge);
    serveResponses(http, responses, alarms.summary);
  }
  const health = makeHealth({ db, clock, link });
  http.app.get('/healthz', async (_request, reply) => {
    const state = await health();
    return reply.status(state.ready ? 200 : 503).send(state);
  });
  http.app.get('/metrics', async (_request, reply) => {
    metrics.screens.set(live.connections());
    metrics.terminals.set(broker?.connections() ?? 0);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  http.app.get('/api/openapi.json', async () => openApi(routes));
  if (has('api')) await serveWeb(http.app, webDist);
  if (has('live')) live.attach(http.app.server);

  listener.on(deliveryChannel, (consumers) => deliveries.wake(consumers));
  listener.on(alarmChannel, (payload) => {
    const notice = readNotice(instance, payload);
    if (!notice) return;
    dispatch.expect(notice.dueAt);
    if (has('live'))
      void alarms.reload(notice.ids).catch((err) => log.warn({ err }, 'not reloaded'));
  });
  const drift = setInterval(() => {
    if (Math.abs(clock.driftMs()) < 1000) return;
    alarmStore.findNextDue(db.query).then(
      (dueAt) => dueAt === null && clock.adopt(),
      () => {},
    );
  }, 10_000);
  drift.unref();

  return {
    async start() {
      await sites.start();
      await roster.refresh();
      await credentials.preload();
      await listener.start();
      if (has('worker')) {
        deliveries.start();
        dispatch.start();
        auditor.start();
        notification.sender.start();
        recordings.start();
      }
      devices.start();
      await http.app.listen({ host: settings.host, port: settings.port });
      if (has('intake')) await link.start();
    },
    async stop() {
      clearInterval(drift);
      await link.stop();
      await live.stop();
      await http.app.close();
      auditor.stop();
      sites.stop();
      await devices.stop();
      await dispatch.stop();
      await deliveries.stop();
      await notification.sender.stop();
      await notification.flush();
      await recordings.stop();
      await listener.stop();
      await db.close();
    },
    url() {
      const { port } = http.app.server.address() as { port: number };
      return `${tls ? 'https' : 'http'}://${settings.host}:${port}`;
    },
    mqttPort,
    async idle() {
      await deliveries.idle();
      await dispatch.idle();
      await notification.sender.idle();
      await notification.flush();
      await devices.idle();
    },
  };
}

/** The shipped plan with the tier times of the settings. */
function planOfTiers(atSec: readonly number[]): Plan {
  const tiers = defaultPlan.tiers.slice(0, atSec.length);
  return {
    ...defaultPlan,
    tiers: tiers.map((tier, i) => ({
      ...tier,
      waitSec: Math.max(1, (atSec[i + 1] ?? (atSec[i] ?? 0) + tier.waitSec) - (atSec[i] ?? 0)),
    })),
  };
}

function positionOf(zone: { latitude: number | null; longitude: number | null } | undefined) {
  if (zone?.latitude == null || zone.longitude == null) return null;
  return { latitude: zone.latitude, longitude: zone.longitude };
}
