import { fileURLToPath } from 'node:url';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import { serveAlarms } from '../alarm/routes.ts';
import { alarmChannel, readNotice } from '../alarm/service.ts';
import { serveContacts } from '../contacts/routes.ts';
import { makeDryRun } from '../dispatch/dry-run.ts';
import { planChannel } from '../dispatch/plan-service.ts';
import { positionChannel } from '../dispatch/positions.ts';
import { servePlans, servePositions } from '../dispatch/routes.ts';
import { serveIncidents } from '../incident/routes.ts';
import { incidentChannel } from '../incident/service.ts';
import { type IntakeEdgeOptions, linkIntake, serveIntake } from '../intake/edge.ts';
import { makeRejections } from '../intake/rejections.ts';
import { listenToObservations } from '../learning/observations.ts';
import { serveDigests } from '../liaison/digest.ts';
import { servePlatformIn } from '../liaison/platform-in.ts';
import { servePlatforms } from '../liaison/platform-routes.ts';
import { servePhrases } from '../phrases/routes.ts';
import { servePlaces } from '../places/routes.ts';
import { placeChannel } from '../places/service.ts';
import { type Deliveries, makeDeliveries, type Reaction } from '../platform/deliveries.ts';
import { deliveryChannel } from '../platform/facts.ts';
import { makeHealth } from '../platform/health.ts';
import { type Http, makeHttp } from '../platform/http.ts';
import { openApi } from '../platform/openapi.ts';
import { operationChannel } from '../platform/operations.ts';
import { serveWeb } from '../platform/static.ts';
import { attachTerminalSocket, passToBroker } from '../platform/terminal-socket.ts';
import { makeUpgrades } from '../platform/upgrades.ts';
import type { Who } from '../platform/who.ts';
import { servePlaybooks } from '../playbook/routes.ts';
import { runChannel } from '../playbook/runs.ts';
import { playbookChannel } from '../playbook/service.ts';
import { quickReportChannel } from '../quick-report/service.ts';
import { serveRecordings } from '../recordings/routes.ts';
import { linkResponses, serveResponses } from '../response/routes.ts';
import { makeReview } from '../review/react.ts';
import { rosterChannel } from '../roster/rosters.ts';
import { serveSites } from '../sites/routes.ts';
import { serveTalks } from '../talk/routes.ts';
import { serveVoices } from '../voices/routes.ts';
import { serveInstallation } from './backups.ts';
import type { Chain } from './chain.ts';
import { composeContacts } from './contacts.ts';
import { composeDirectory } from './directory.ts';
import { composeEvidence } from './evidence.ts';
import type { Ground } from './ground.ts';
import { serveTerminals } from './hearing.ts';
import {
  digestOptions,
  incidentReactions,
  incidentReactOptions,
  platformInOptions,
  reloadIncidents,
} from './incidents.ts';
import { usesLink } from './links.ts';
import { placeOptions } from './places.ts';
import { composeQuickReports, quickReportNews } from './quick-reports.ts';
import { hearTickets, serveTicketWork, ticketReactions } from './tickets.ts';
import { composeVoices } from './voices.ts';
import { serveAudits } from './watch.ts';

const webDist = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Detections waiting for a commit from which on the first calls have the machine to themselves. */
const busyAbove = 50;

/** When fact, then call. */
export function composeDeliveries(ground: Ground, chain: Chain): Deliveries {
  const { consumersOf, facts, clock } = ground;
  const reactions: Reaction[] = [
    chain.notification.reaction,
    chain.playbooks.runs.reaction,
    ...chain.devices.reactions,
    chain.talks.reaction,
    makeReview(facts, clock.now),
    ...incidentReactions(ground, chain),
    quickReportNews(ground, chain),
    ...ticketReactions(ground, chain),
    ...chain.rosters.reactions,
    chain.reports.reaction,
  ];
  for (const { consumer, types } of reactions) {
    for (const type of types) consumersOf.set(type, [...(consumersOf.get(type) ?? []), consumer]);
  }
  return makeDeliveries({
    ...ground,
    reactions,
    busy: () => chain.intake.waiting() > busyAbove,
    onParked: (consumer, factId) =>
      chain.operations.raise({
        kind: 'delivery.parked',
        subject: factId,
        text: `后台任务“${consumer}”有一条多次失败，之后每 10 分钟重试一次，请管理员查看日志。`,
      }),
    onRecovered: (_consumer, factId) => chain.operations.clear('delivery.parked', factId),
  });
}

function intakeEdge(ground: Ground, chain: Chain): IntakeEdgeOptions {
  const { sites, metrics, clock } = ground;
  const rejections = makeRejections(ground);
  let refreshedAt = 0;
  return {
    intake: chain.intake,
    now: clock.now,
    claimTest: chain.exercises.pointTests.claim,
    siteOf: (terminalId) => sites.terminal(terminalId) ?? null,
    lookUpSite: async (terminalId) => {
      // Ids that nobody knows, sent again and again, must not have all places read each time.
      if (clock.now() - refreshedAt > 2000) {
        refreshedAt = clock.now();
        await sites.refresh();
      }
      return sites.terminal(terminalId) ?? null;
    },
    zoneFor: (schoolId, zoneId) => {
      const school = sites.school(schoolId);
      const zone = school?.zones.find((z) => z.id === zoneId) ?? school?.gateZone;
      return zone ? { zoneId: zone.id } : null;
    },
    summary: async (alarmId) => {
      const alarm = await chain.alarms.find(alarmId);
      if (!alarm) throw new Refusal('subject.unknown');
      return chain.alarms.summary(alarm);
    },
    onCommitted: (repeated, seconds) => {
      metrics.detections.inc({ repeated: String(repeated) });
      metrics.commitSeconds.observe(seconds);
    },
    onRejected: (terminalId, code, bytes) => {
      metrics.rejected.inc({ code });
      rejections.note(terminalId, code, bytes);
    },
  };
}

/** Terminals and people come in here. */
export async function composeEdges(ground: Ground, chain: Chain): Promise<Http> {
  const { log, tls, sites, credentials, metrics, has, clock } = ground;
  const http = await makeHttp({
    log,
    ...(tls ? { tls } : {}),
    authenticate: chain.people.authenticate,
    authenticateTerminal: credentials.authenticateBearer,
    organisationOf: sites.organisationOf,
  });
  const edge = intakeEdge(ground, chain);
  chain.devices.listen();
  chain.selfTests.listen(chain.link);
  listenToObservations(chain.link, {
    ...ground,
    places: sites,
    onRejected: (_leaf, code) => metrics.rejected.inc({ code }),
  });
  chain.notification.listen(chain.link);
  chain.talks.listen();
  linkIntake(chain.link, edge);
  linkResponses(chain.link, {
    responses: chain.responses,
    log,
    onRejected: () => metrics.rejected.inc({ code: 'detection.malformed' }),
  });
  serveSystem(ground, chain, http);
  if (has('api')) {
    chain.people.routes(http);
    chain.rosters.routes(http);
    serveContacts(http, composeContacts(ground, chain));
    serveSites({ http, sites });
    servePlaces(http, placeOptions(ground, chain));
    composeDirectory(ground, chain, http);
    serveTicketWork(ground, chain, http);
    servePhrases(http, chain.phrases);
    serveVoices(http, composeVoices(ground, chain));
    serveTerminals(ground, chain, http);
    serveRecordings(http, chain.recordings);
    chain.notification.routes(http);
    serveAlarms(http, chain.alarms);
    serveIntake(http, edge);
    serveResponses(http, chain.responses, chain.alarms.summary);
    serveAudits(ground, chain, http);
    serveInstallation(http, chain);
    servePlans(http, { plans: chain.plans, dryRun: composeDryRun(ground), now: clock.now });
    servePlaybooks(http, { playbooks: chain.playbooks.editing, runs: chain.playbooks.runs });
    servePositions(http, { positions: ground.positions, dutyUntil: dutyUntil(ground) });
    serveIncidentWork(ground, chain, http);
    servePlatforms(http, ground);
    servePlatformIn(http, platformInOptions(ground, chain));
    chain.exercises.routes(http);
    chain.reports.routes(http);
    serveTalks(http, chain.talks);
    await serveWeb(http.app, webDist);
  }
  openSockets(ground, chain, http);
  return http;
}

/** Incidents, what is handed out about them, and the morning's digest. */
function serveIncidentWork(ground: Ground, chain: Chain, http: Http): void {
  const { organisations } = ground.sites;
  serveIncidents(http, { ...incidentReactOptions(ground, chain), organisations });
  const quickReports = composeQuickReports(ground, chain, http);
  composeEvidence(ground, chain, { http, quickReports });
  serveDigests(http, digestOptions(ground, chain));
}

/** What stays open: screens, and terminals that run in a browser. */
function openSockets(ground: Ground, chain: Chain, http: Http): void {
  const upgrades = makeUpgrades(http.app.server);
  if (ground.has('live')) chain.live.attach(upgrades);
  const pass = chain.broker?.open ?? passToBroker(ground.settings.mqttUrl ?? '');
  attachTerminalSocket(upgrades, usesLink(ground) ? pass : null);
}

function composeDryRun({ plans, sites, planSubject, dutyOf, names }: Ground) {
  return makeDryRun({
    book: plans,
    isZoneOf: (zoneId, schoolId) => sites.zone(zoneId)?.schoolId === schoolId,
    planSubject,
    dutyOf,
    personName: names.person,
  });
}

/** Until when the person is on duty at any organisation where they have a role; null: they are not. */
function dutyUntil({ roster, clock }: Ground) {
  return ({ personId, assignments }: Who): number | null => {
    const now = clock.now();
    const ends = [...new Set(assignments.map((a) => a.organisationId))]
      .flatMap((id) => roster.dutiesAt(id, now))
      .filter((d) => d.personId === personId)
      .map((d) => d.endAt);
    return ends.length > 0 ? Math.max(...ends) : null;
  };
}

/** For machines: health, metrics, the description of the interface. */
function serveSystem(ground: Ground, chain: Chain, http: Http): void {
  const { metrics } = ground;
  const health = makeHealth({
    ...ground,
    link: usesLink(ground) ? chain.link : null,
    failing: () => chain.intake.failing(),
  });
  http.app.get('/healthz', async (_request, reply) => {
    const state = await health();
    return reply.status(state.ready ? 200 : 503).send(state);
  });
  http.app.get('/metrics', async (_request, reply) => {
    metrics.screens.set(chain.live.connections());
    metrics.terminals.set(chain.broker?.connections() ?? 0);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  http.app.get('/api/openapi.json', async () => openApi(routes));
}

/** What other instances say: something to deliver, alarms that changed, steps that are due. */
export function hearOthers(ground: Ground, chain: Chain): void {
  const { listener, instance, has } = ground;
  listener.on(playbookChannel, () => {
    ground.playbooks.refresh().catch((err) => ground.log.warn({ err }, 'playbooks not read'));
  });
  listener.on(runChannel, (payload) => {
    chain.playbooks.runs
      .hear(payload)
      .catch((err) => ground.log.warn({ err }, 'playbook of another instance not shown'));
  });
  listener.on(placeChannel, () => {
    ground.sites.refresh().catch((err) => ground.log.warn({ err }, 'places not read'));
  });
  listener.on(planChannel, () => {
    ground.plans.refresh().catch((err) => ground.log.warn({ err }, 'plans not read'));
  });
  listener.on(deliveryChannel, (consumers) => chain.deliveries.wake(consumers));
  listener.on(alarmChannel, (payload) => {
    // Nobody knows what was said while this instance could not listen.
    if (payload === '') return chain.live.showAgain();
    const notice = readNotice(instance, payload);
    if (!notice) return;
    chain.dispatch.expect(notice.dueAt);
    if (has('live') || has('intake')) void chain.alarms.reload(notice.ids);
  });
  listener.on(positionChannel, (payload) => ground.positions.hear(payload));
  listener.on(rosterChannel, () => {
    void ground.roster.refresh().catch((err) => ground.log.warn({ err }, 'roster not read'));
  });
  listener.on(incidentChannel, (payload) => {
    if (!has('live')) return;
    reloadIncidents(ground, chain, payload).catch((err) => ground.log.warn({ err }, 'incidents'));
  });
  listener.on(quickReportChannel, (payload) => {
    const [schoolId = '', personId = ''] = payload.split(' ');
    if (has('live') && personId !== '') chain.live.quickReports({ schoolId, personId });
  });
  hearTickets(ground, chain);
  listener.on(operationChannel, (id) => {
    if (has('live') && id !== '') void chain.operations.show(id);
  });
}
