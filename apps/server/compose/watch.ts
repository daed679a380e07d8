import { statfs } from 'node:fs/promises';
import * as alarmStore from '../alarm/store.ts';
import { serveAuditLines } from '../audit/routes.ts';
import { auditedKey, serveAudit, watchdogKey } from '../dispatch/audit-routes.ts';
import { findSign, saveSign } from '../dispatch/audit-store.ts';
import { type Auditor, makeAuditor } from '../dispatch/auditor.ts';
import * as dispatchStore from '../dispatch/store.ts';
import { makeWatchdog, type Watchdog } from '../dispatch/watchdog.ts';
import type { Http } from '../platform/http.ts';
import { makeOperations, type Operations } from '../platform/operations.ts';
import { findVersions } from '../retention/rule-store.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

/** Alarms about the system itself. */
export function composeOperations({ db, clock, facts }: Ground, chain: Chain): Operations {
  return makeOperations({ db, clock, facts, onChanged: (o) => chain.live.operations(o) });
}

/** Somebody outside who notices when this machine says nothing any more. */
function composeWatchdog({ db, log, settings }: Ground, chain: Chain): Watchdog | null {
  const { watchdogUrl, watchdogSecret, watchdogSec } = settings;
  if (watchdogUrl === null || watchdogSecret === null) return null;
  return makeWatchdog({
    url: watchdogUrl,
    secret: watchdogSecret,
    everySec: watchdogSec,
    log,
    findState: () => findSign(db.query, watchdogKey),
    saveState: (state) => saveSign(db.query, watchdogKey, state),
    onReached: (reached) => {
      const about = { kind: 'watchdog.unreachable', subject: 'watchdog' } as const;
      if (reached) return chain.operations.clear(about.kind, about.subject);
      const text = '连续三次没有联系上外部看门狗，请检查网络或 --watchdog-url。';
      return chain.operations.raise({ ...about, text });
    },
  });
}

export function composeAuditor(ground: Ground, chain: Chain): Auditor {
  const { db, clock, log, metrics, settings, embeddedDir = settings.data } = ground;
  const watchdog = composeWatchdog(ground, chain);
  return makeAuditor({
    clock,
    log,
    operations: chain.operations,
    findLate: (before) => dispatchStore.findLateAlarms(db.query, before),
    findFarAhead: async (after) =>
      alarmStore.findAlarmsById(db.query, await dispatchStore.findFarAheadIds(db.query, after)),
    pullForward: async (id, now) => {
      await dispatchStore.pullForward(db.query, id, now);
      chain.dispatch.wake();
    },
    findNobodyCalled: () => dispatchStore.findAlarmsOfNobody(db.query),
    freeDiskMb: async () => {
      const disks = await Promise.all([settings.data, embeddedDir].map((dir) => statfs(dir)));
      return Math.min(...disks.map(({ bavail, bsize }) => bavail * bsize)) / 2 ** 20;
    },
    findLagging: (before) => dispatchStore.findLaggingConsumers(db.query, before),
    onRound(now) {
      metrics.auditedAt.set(now / 1000);
      saveSign(db.query, auditedKey, now).catch((err) => log.warn({ err }, 'round not recorded'));
      void watchdog?.beat(now);
    },
  });
}

/** 审计: names of what its lines are about come from memory. */
function serveAuditPage(ground: Ground, http: Http): void {
  const { db, clock, sites, names, settings } = ground;
  serveAuditLines(http, {
    db,
    clock,
    organisationIds: () => sites.organisations().map((o) => o.id),
    rules: (tx) => findVersions(tx, settings),
    subjectName: (id) => {
      const name = sites.organisation(id)?.name ?? sites.zone(id)?.place ?? names.person(id);
      return name === '—' ? null : name;
    },
  });
}

/** The auditor's page. */
function serveAuditor(ground: Ground, chain: Chain, http: Http): void {
  const { watchdogUrl, watchdogSec } = ground.settings;
  serveAudit(http, {
    ...ground,
    operations: chain.operations,
    consumers: () => [...new Set([...ground.consumersOf.values()].flat())],
    watchdog: watchdogUrl === null ? null : { url: watchdogUrl, everySec: watchdogSec },
    wakeConsumer: (consumer) => chain.deliveries.wake(consumer),
  });
}

/** 审计 and 系统运行: what people did, and how the system is. */
export function serveAudits(ground: Ground, chain: Chain, http: Http): void {
  serveAuditor(ground, chain, http);
  serveAuditPage(ground, http);
}
