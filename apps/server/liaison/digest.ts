import type { Clock } from '@anyuan/contracts/clock.ts';
import type { OrganisationKind, Role } from '@anyuan/contracts/permissions.ts';
import { digestRoutes, type SchoolDigest } from '@anyuan/contracts/routes/digests.ts';
import { digestOf } from '@anyuan/core/incident/digest.ts';
import { addDays, instantOf, localDay } from '@anyuan/core/roster/local-time.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { Facts } from '../platform/facts.ts';
import type { Http } from '../platform/http.ts';
import type { Notices } from '../platform/notices.ts';
import * as store from './digest-store.ts';

interface Place {
  id: string;
  kind: OrganisationKind;
  name: string;
  timeZone: string;
  policeParentId: string | null;
}

export interface DigestOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  notices: Notices;
  organisations(): readonly Place[];
}

const readers: Partial<Record<OrganisationKind, readonly Role[]>> = {
  school: ['schoolLeader', 'studentAffairs'],
  policeStation: ['stationCommand'],
};

/** The page of a day, and when it is told: before the morning's meeting. */
export function serveDigests(http: Http, { db, clock, organisations }: DigestOptions): void {
  http.serve(digestRoutes.showDigestTime, async () => ({
    atMinute: await store.findDigestMinute(db.query),
  }));
  http.serve(digestRoutes.saveDigestTime, async ({ body: { atMinute }, who }) => {
    await db.query.transaction().execute(async (tx) => {
      const before = await store.findDigestMinute(tx);
      const { personId } = who;
      await store.saveDigestMinute(tx, { atMinute, before, personId, at: clock.now() });
    });
    return { atMinute };
  });
  http.serve(digestRoutes.showDigest, async ({ params: { day }, who }) => {
    const all = organisations();
    const names = new Map(all.map((o) => [o.id, o.name]));
    const mine = who.schoolIds('incident.view');
    const schools: SchoolDigest[] = [];
    for (const school of all.filter((o) => mine.has(o.id))) {
      const sides = (['school', 'police'] as const).filter((side) =>
        who.may(`incident.${side}Line`, school.id),
      );
      const from = instantOf(day, 0, school.timeZone);
      const to = instantOf(addDays(day, 1), 0, school.timeZone);
      const counts = await store.countDay(db.query, { schoolId: school.id, from, to, sides });
      schools.push({
        schoolId: school.id,
        schoolName: school.name,
        stationName: names.get(school.policeParentId ?? '') ?? null,
        ...digestOf(counts),
      });
    }
    return { day, schools };
  });
}

/** Tells each school and each station that yesterday is ready, once. */
export function makeDigestTeller(options: DigestOptions): DueTimer {
  const { db, clock, log } = options;

  /** Last day told per place: spares a question per place and minute. */
  const told = new Map<string, string>();

  const tellOne = async (place: Place, roles: readonly Role[], atMinute: number): Promise<void> => {
    const now = clock.now();
    const today = localDay(now, place.timeZone);
    if (now < instantOf(today, atMinute, place.timeZone)) return;
    const day = addDays(today, -1);
    if (told.get(place.id) === day) return;
    await db.query.transaction().execute(async (tx) => {
      if (!(await store.insertTold(tx, { organisationId: place.id, day, at: now }))) return;
      const people = await store.findReaders(tx, place.id, roles);
      const fact = { type: 'digest.made', organisationId: place.id, day, people } as const;
      const schoolId = place.kind === 'school' ? place.id : null;
      await options.facts.append(tx, [{ at: now, schoolId, fact }]);
      await options.notices.add(tx, [
        {
          key: `digest:${place.id}:${day}`,
          personIds: people,
          zh: { title: `每日会商 ${day}`, body: `${place.name} · 昨日警情、事件和未整改问题。` },
          en: { title: `Daily digest ${day}`, body: `${place.name} · yesterday at a glance.` },
          path: `/m/digest/${day}`,
          tag: `digest-${day}`,
          everyday: true,
        },
      ]);
    });
    told.set(place.id, day);
  };

  return makeDueTimer({
    name: 'digest',
    clock,
    log,
    pollMs: 60_000,
    nextDue: async () => null,
    async run() {
      const atMinute = await store.findDigestMinute(db.query);
      for (const place of options.organisations()) {
        const roles = readers[place.kind];
        if (roles) await tellOne(place, roles, atMinute);
      }
      options.notices.wake();
      return false;
    },
  });
}
