import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { errorReply } from '@anyuan/contracts/errors.ts';
import {
  type AlarmForCap,
  type CapMessage,
  capMessagesOf,
  capTime,
} from '@anyuan/core/notification/cap.ts';
import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import { atomXml, capXml } from './cap-xml.ts';
import type { Catalogue } from './catalogue.ts';
import type { CapSettings } from './channels/cap.ts';
import { type PlaceNames, usualTimeZone } from './render.ts';

/** How long a closed alarm stays in the feed: a reader that asks once a day misses none. */
const keepClosedMs = 24 * 3_600_000;
const alarmsMax = 200;

export interface CapFeedOptions {
  db: Db;
  clock: Clock;
  catalogue: Catalogue;
  names: PlaceNames;
  publicUrl: string | null;
}

/**
 * Running and recently closed alarms for other warning systems. The address holds the secret; a wrong
 * one is answered like a feed that does not exist.
 */
export function serveCapFeed(http: Http, options: CapFeedOptions): void {
  const { clock, publicUrl } = options;

  http.app.get<{ Params: { secret: string } }>(
    '/api/feeds/cap/:secret',
    async ({ params }, reply) => {
      const settings = await settingsFor(options, params.secret);
      if (!settings) return reply.status(404).send(errorReply('subject.unknown'));
      const alarms = await alarmsFor(options, settings);
      const told = alarms.map((messages) => ({
        message: messages.at(-1) as CapMessage,
        firstSent: messages[0]?.sent ?? '',
      }));
      const newest = Math.max(0, ...told.map(({ message }) => message.sentAt));
      const xml = atomXml({
        address: `${publicUrl ?? ''}/api/feeds/cap/${params.secret}`,
        title: '安园校园安全报警',
        updated: atomTime(newest === 0 ? clock.now() : newest),
        entries: told,
      });
      return reply
        .type('application/atom+xml; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(xml);
    },
  );

  http.app.get<{ Params: { secret: string; identifier: string } }>(
    '/api/feeds/cap/:secret/:identifier',
    async ({ params }, reply) => {
      const settings = await settingsFor(options, params.secret);
      const alarms = settings ? await alarmsFor(options, settings) : [];
      const message = alarms.flat().find((m) => m.identifier === params.identifier);
      if (!message) return reply.status(404).send(errorReply('subject.unknown'));
      const xml = capXml(message);
      return reply
        .type('application/cap+xml; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(xml);
    },
  );
}

/** Atom takes the same form of time. */
function atomTime(atMs: number): string {
  return capTime(atMs, usualTimeZone);
}

async function settingsFor(options: CapFeedOptions, given: string): Promise<CapSettings | null> {
  const active = await options.catalogue.active(options.db.query);
  const settings = active.get('cap')?.settings as CapSettings | undefined;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return settings && timingSafeEqual(hash(settings.secret), hash(given)) ? settings : null;
}

/** The messages of each alarm, newest alarm first. */
async function alarmsFor(
  { db, clock, names }: CapFeedOptions,
  { schools, sender }: CapSettings,
): Promise<CapMessage[][]> {
  let query = db.query
    .selectFrom('alarm')
    .innerJoin('organisation as school', 'school.id', 'alarm.school_id')
    .select(['alarm.id', 'alarm.school_id', 'alarm.zone_id', 'alarm.kind', 'alarm.alarm_kind'])
    .select(['alarm.confidence', 'alarm.verdict', 't0', 't2', 't4', 't5', 't7', 'school.name'])
    .where(({ or, eb }) =>
      or([eb('alarm.state', '<>', 'closed'), eb('t7', '>=', clock.now() - keepClosedMs)]),
    )
    .where('t2', 'is not', null)
    .orderBy('t2', 'desc')
    .limit(alarmsMax);
  if (schools.length > 0) {
    query = query.where('school.name', '=', sql<string>`any(${sql.val([...schools])}::text[])`);
  }
  const rows = await query.execute();
  return rows.map((row) => {
    const alarm: AlarmForCap = {
      id: row.id,
      school: row.name,
      place: names.place(row.zone_id),
      timeZone: names.timeZone?.(row.school_id) ?? usualTimeZone,
      position: names.position?.(row.zone_id) ?? null,
      kind: row.kind,
      alarmKind: row.alarm_kind,
      confidence: row.confidence,
      beganAt: row.t0,
      raisedAt: row.t2 ?? 0,
      acceptedAt: row.t4,
      arrivedAt: row.t5,
      closedAt: row.t7,
      verdict: row.verdict,
    };
    return capMessagesOf(alarm, sender);
  });
}
