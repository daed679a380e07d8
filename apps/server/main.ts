import { makeSealing } from './audit/sealing.ts';
import { composeBackups, composeStorage } from './compose/backups.ts';
import type { Chain } from './compose/chain.ts';
import { composeExercises } from './compose/drills.ts';
import { composeDeliveries, composeEdges, hearOthers } from './compose/edges.ts';
import { type Ground, makeGround, type ServerOptions } from './compose/ground.ts';
import { composeDeviceSettings, composeHearing, composeSelfTests } from './compose/hearing.ts';
import {
  composeIncidents,
  composeSupervisor,
  digestOptions,
  platformOutOptions,
} from './compose/incidents.ts';
import { composeResealing } from './compose/keys.ts';
import {
  composeAlarms,
  composeBroker,
  composeDevices,
  composeDispatch,
  composeIntake,
  composeLink,
  composeLive,
  composeNotification,
  composePeople,
  composeRecordings,
  composeResponses,
  usesLink,
} from './compose/links.ts';
import { composePhrases } from './compose/phrases.ts';
import { composePlans, composePlaybooks } from './compose/plans.ts';
import { composeReportRetention } from './compose/quick-reports.ts';
import { composeReports } from './compose/reports.ts';
import { composeRetention } from './compose/retention.ts';
import { composeRosters } from './compose/rosters.ts';
import { composeSoftware } from './compose/software.ts';
import { composeTalks } from './compose/talk.ts';
import { composeTickets } from './compose/tickets.ts';
import { composeAuditor, composeOperations } from './compose/watch.ts';
import { makeDigestTeller } from './liaison/digest.ts';
import { makePlatformSender } from './liaison/platform-out.ts';
import { makePlatformReconciler } from './liaison/platform-reconcile.ts';
import { nextDueOf } from './platform/due-rows.ts';
import { listenFailure } from './platform/failure.ts';
import type { Http } from './platform/http.ts';
import { makePartitions } from './platform/partitions.ts';
import { makeSweep } from './retention/sweep.ts';

export type { ServerOptions } from './compose/ground.ts';

export interface Server {
  start(): Promise<void>;
  /** Stops taking, finishes what is in hand, closes. */
  stop(): Promise<void>;
  url(): string;
  mqttPort(): number;
  /** Resolves when no delivery and no step is in hand (tests that travel in time). */
  idle(): Promise<void>;
}

/** The composition root: reads like the chain, from the terminal's message to the closed record. */
export async function makeServer(options: ServerOptions): Promise<Server> {
  const ground = makeGround(options);
  const chain = {} as Chain;
  chain.people = composePeople(ground, chain);
  chain.broker = await composeBroker(ground);
  chain.link = composeLink(ground, chain);
  chain.hearing = composeHearing(ground, chain);
  chain.deviceSettings = composeDeviceSettings(ground, chain);
  chain.intake = composeIntake(ground, chain);
  chain.alarms = composeAlarms(ground, chain);
  chain.live = composeLive(ground, chain);
  chain.operations = composeOperations(ground, chain);
  chain.plans = composePlans(ground);
  chain.playbooks = composePlaybooks(ground, chain);
  chain.dispatch = composeDispatch(ground, chain);
  chain.auditor = composeAuditor(ground, chain);
  chain.notification = composeNotification(ground, chain);
  chain.responses = composeResponses(ground, chain);
  chain.retention = composeRetention(ground);
  chain.recordings = composeRecordings(ground, chain);
  chain.tickets = composeTickets(ground);
  chain.devices = composeDevices(ground, chain);
  chain.selfTests = composeSelfTests(ground);
  chain.software = composeSoftware(ground, chain);
  chain.rosters = composeRosters(ground, chain);
  chain.phrases = composePhrases(ground, chain);
  chain.incidents = composeIncidents(ground, chain);
  chain.supervisor = composeSupervisor(ground, chain);
  chain.platforms = makePlatformSender(platformOutOptions(ground));
  chain.reconciler = makePlatformReconciler({
    ...platformOutOptions(ground),
    operations: chain.operations,
    wake: () => chain.platforms.wake(),
  });
  chain.digests = makeDigestTeller(digestOptions(ground, chain));
  chain.exercises = composeExercises(ground, chain);
  chain.talks = composeTalks(ground, chain);
  chain.reports = composeReports(ground);
  chain.backups = composeBackups(ground, chain);
  chain.storage = composeStorage(ground);
  chain.deliveries = composeDeliveries(ground, chain);
  const http = await composeEdges(ground, chain);
  hearOthers(ground, chain);
  return serverOf(ground, chain, http);
}

function serverOf(ground: Ground, chain: Chain, http: Http): Server {
  const { settings, has, sites, credentials, listener, db } = ground;
  const { link, live, dispatch, auditor, devices, notification, recordings, deliveries } = chain;
  const stopFollowing = followClock(ground);
  const partitions = makePartitions(ground);
  const sweep = makeSweep({ ...ground, keepDays: chain.retention.inForce });
  const sealing = makeSealing(ground);
  const reportRetention = composeReportRetention(ground, chain);
  const resealing = composeResealing(ground, chain);
  return {
    async start() {
      await sites.start();
      await ground.refreshHeld();
      await credentials.preload();
      await chain.hearing.refresh();
      await chain.deviceSettings.refresh();
      await chain.intake.preload();
      await chain.exercises.pointTests.refresh();
      await listener.start();
      await ground.ballast?.start();
      if (has('worker')) {
        await partitions.start();
        sweep.start();
        reportRetention.start();
        resealing.start();
        deliveries.start();
        dispatch.start();
        chain.supervisor.start();
        chain.rosters.watch.start();
        chain.digests.start();
        chain.playbooks.runs.timer.start();
        chain.platforms.start();
        chain.reconciler.start();
        auditor.start();
        sealing.start();
        chain.exercises.timer.start();
        chain.reports.sweep.start();
        chain.reports.jobs.start();
        await chain.backups.start();
        chain.storage.timer.start();
        chain.software.stepper.start();
        notification.sender.start();
        recordings.start();
      }
      devices.start();
      await listen(http, settings);
      if (usesLink(ground)) await link.start();
    },
    async stop() {
      stopFollowing();
      await link.stop();
      await live.stop();
      await closeHttp(http);
      auditor.stop();
      await sealing.stop();
      ground.ballast?.stop();
      await partitions.stop();
      await sweep.stop();
      await reportRetention.stop();
      await resealing.stop();
      sites.stop();
      await devices.stop();
      await dispatch.stop();
      await chain.supervisor.stop();
      await chain.rosters.watch.stop();
      await chain.digests.stop();
      await chain.platforms.stop();
      await chain.reconciler.stop();
      await chain.exercises.timer.stop();
      await chain.reports.sweep.stop();
      await chain.reports.jobs.stop();
      await chain.backups.stop();
      await chain.storage.timer.stop();
      await chain.software.stepper.stop();
      await chain.playbooks.runs.timer.stop();
      await deliveries.stop();
      await notification.sender.stop();
      await notification.flush();
      await recordings.stop();
      chain.intake.stop();
      await listener.stop();
      await db.close();
    },
    url() {
      const { port } = http.app.server.address() as { port: number };
      return `${ground.tls ? 'https' : 'http'}://${settings.host}:${port}`;
    },
    mqttPort: () => chain.broker?.port() ?? settings.mqttPort,
    async idle() {
      await deliveries.idle();
      await dispatch.idle();
      await auditor.idle();
      await chain.supervisor.idle();
      await chain.rosters.watch.idle();
      await sealing.idle();
      await sweep.idle();
      await reportRetention.idle();
      await chain.digests.idle();
      await chain.playbooks.runs.timer.idle();
      // What the timers said is told at once.
      await chain.reconciler.idle();
      await chain.platforms.idle();
      await deliveries.idle();
      await chain.exercises.timer.idle();
      await chain.reports.sweep.idle();
      await chain.reports.jobs.idle();
      await chain.backups.idle();
      await chain.storage.timer.idle();
      await chain.software.stepper.idle();
      await notification.sender.idle();
      await notification.flush();
      await devices.idle();
    },
  };
}

async function listen(http: Http, { host, port }: Ground['settings']): Promise<void> {
  try {
    await http.app.listen({ host, port });
  } catch (error) {
    throw listenFailure(error, { host, port, flag: '--port' });
  }
}

/** Requests in hand are answered; one that never ends, or waits for a database that is away, is cut. */
async function closeHttp(http: Http): Promise<void> {
  const late = setTimeout(() => http.app.server.closeAllConnections(), 3000);
  await http.app.close();
  clearTimeout(late);
}

/** Takes over a corrected machine clock while no alarm runs. */
function followClock({ clock, db }: Ground): () => void {
  const timer = setInterval(() => {
    if (Math.abs(clock.driftMs()) < 1000) return;
    nextDueOf(db.query, 'alarm').then(
      (dueAt) => dueAt === null && clock.adopt(),
      () => {},
    );
  }, 10_000);
  timer.unref();
  return () => clearInterval(timer);
}
