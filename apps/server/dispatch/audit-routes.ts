import type { Clock } from '@anyuan/contracts/clock.ts';
import {
  type Audit,
  operationRoutes,
  type WatchdogView,
} from '@anyuan/contracts/routes/operations.ts';
import { nextStepOf } from '@anyuan/core/dispatch/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import type { Operations } from '../platform/operations.ts';
import type { Who } from '../platform/who.ts';
import * as store from './audit-store.ts';
import type { WatchdogState } from './watchdog.ts';

/** Keys of the table `installation`. */
export const auditedKey = 'auditedAt';
export const watchdogKey = 'watchdog';

export interface AuditPageOptions {
  db: Db;
  clock: Clock;
  operations: Operations;
  names: { school(id: string): string; place(zoneId: string): string };
  /** Every consumer of facts, also those with nothing to do. */
  consumers(): readonly string[];
  watchdog: { url: string; everySec: number } | null;
  wakeConsumer(consumer: string): void;
}

const done = { ok: true } as const;

/** The auditor's own page. */
export function serveAudit(http: Http, options: AuditPageOptions): void {
  const { db, clock, operations } = options;
  http.serve(operationRoutes.showAudit, ({ who }) => showAudit(options, who));
  http.serve(operationRoutes.retryDelivery, async ({ who, params }) => {
    const schoolIds = [...who.schoolIds('operation.view')];
    const at = { deliveryId: params.deliveryId, schoolIds, now: clock.now() };
    const consumer = await store.makeDue(db.query, at);
    if (consumer !== null) options.wakeConsumer(consumer);
    return done;
  });
  const take = async (who: Who, id: string, taken: boolean) => {
    const mine = who.schoolIds('operation.view');
    await operations.take(id, { personId: who.personId, taken }, (schoolId) =>
      schoolId === null ? true : mine.has(schoolId),
    );
    return done;
  };
  http.serve(operationRoutes.takeOperation, ({ who, params }) =>
    take(who, params.operationId, true),
  );
  http.serve(operationRoutes.giveBackOperation, ({ who, params }) =>
    take(who, params.operationId, false),
  );
}

async function showAudit(options: AuditPageOptions, who: Who): Promise<Audit> {
  const { db, clock, names } = options;
  const mine = who.schoolIds('operation.view');
  const schoolIds = [...mine];
  const [alarms, waiting, parked, audited, watchdog, operations] = await Promise.all([
    store.findOpenAlarms(db.query, schoolIds),
    store.findWaiting(db.query),
    store.findParked(db.query, schoolIds),
    store.findSign<number>(db.query, auditedKey),
    watchdogView(options),
    options.operations.open(),
  ]);
  return {
    now: clock.now(),
    auditedAt: audited,
    alarms: alarms.map((a) => ({
      alarmId: a.id,
      schoolName: names.school(a.school_id),
      place: names.place(a.zone_id),
      alarmKind: a.alarm_kind,
      state: a.state,
      raisedAt: a.t2,
      nextStep: nextStepOf(a),
      dueAt: a.due_at,
      stepFailures: a.step_failures,
    })),
    consumers: consumersOf(options.consumers(), waiting),
    parked: parked.map((p) => ({
      deliveryId: p.id,
      consumer: p.consumer,
      factType: p.type,
      schoolName: p.school_id === null ? null : names.school(p.school_id),
      at: p.at,
      attempts: p.attempts,
      nextTryAt: p.due_at,
      error: p.error,
    })),
    watchdog,
    operations: operations.filter((o) => !o.schoolId || mine.has(o.schoolId)),
  };
}

/** Also what a consumer left behind that this program no longer has. */
function consumersOf(
  known: readonly string[],
  waiting: readonly { consumer: string; waiting: number; oldestAt: number; parked: number }[],
): Audit['consumers'] {
  const rows = new Map(waiting.map((w) => [w.consumer, w]));
  return [...new Set([...known, ...rows.keys()])].toSorted().map((consumer) => {
    const row = rows.get(consumer);
    return {
      consumer,
      waiting: Number(row?.waiting ?? 0),
      oldestAt: row?.oldestAt ?? null,
      parked: Number(row?.parked ?? 0),
    };
  });
}

async function watchdogView({ db, watchdog }: AuditPageOptions): Promise<WatchdogView | null> {
  if (!watchdog) return null;
  const state = await store.findSign<WatchdogState>(db.query, watchdogKey);
  return {
    host: new URL(watchdog.url).host,
    everySec: watchdog.everySec,
    triedAt: state?.triedAt ?? null,
    succeededAt: state?.succeededAt ?? null,
    error: state?.error ?? null,
  };
}
