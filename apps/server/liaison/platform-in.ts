import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import { platformMappings } from '@anyuan/contracts/platform-fields.ts';
import type { Platform } from '@anyuan/contracts/routes/platforms.ts';
import {
  fromPlatform,
  isTest,
  isTimely,
  type PlatformValues,
  platformTime,
} from '@anyuan/core/liaison/platform-record.ts';
import type { FastifyRequest } from 'fastify';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Http } from '../platform/http.ts';
import * as store from './platform-store.ts';
import { isSigned, sign } from './signature.ts';

export interface Report {
  platform: string;
  number: string;
  schoolId: string;
  alarmKind: 'actual' | 'test';
  calledAt: number;
}

export interface PlatformInOptions {
  db: Db;
  clock: Clock;
  facts: Facts;
  /** A call becomes a detection on the usual path; the same number is the same detection. */
  raise(report: Report): Promise<string>;
}

/**
 * What an alarm platform sends: signed with the shared secret over timestamp and body, within five
 * minutes. The platform's number makes it idempotent: known, it updates; unknown, it raises.
 */
export function servePlatformIn(http: Http, options: PlatformInOptions): void {
  void http.app.register(async (inner) => {
    inner.removeContentTypeParser('application/json');
    inner.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_r, body, done) =>
      done(null, body),
    );
    inner.post('/api/platforms/:name/incidents', async (request) => {
      const record = await admit(options, request);
      return take(options, record.platform, record.fields);
    });
  });
}

async function admit({ db, clock }: PlatformInOptions, request: FastifyRequest) {
  const { name } = request.params as { name: string };
  const platform = (await store.findPlatforms(db.query)).find((p) => p.name === name);
  const timestamp = String(request.headers['x-anyuan-timestamp'] ?? '');
  const given = String(request.headers['x-anyuan-signature'] ?? '');
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!platform || !isSigned(given, sign(platform.secret, timestamp, body))) {
    throw new Refusal('platform.wrongSignature');
  }
  if (!isTimely(timestamp, clock.now())) throw new Refusal('platform.stale');
  return { platform, fields: parse(body) };
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Refused below, as everything else that is no record.
  }
  throw new Refusal('request.invalid', { where: 'body' });
}

async function take(
  options: PlatformInOptions,
  platform: Platform,
  fields: Record<string, unknown>,
): Promise<{ number: string; repeated: boolean }> {
  const values = fromPlatform(platformMappings[platform.shape], fields);
  const { number } = values;
  const schoolId = platform.schools[values.schoolCode ?? ''];
  if (!number || !schoolId) {
    throw new Refusal('request.invalid', { where: number ? 'schoolCode' : 'number' });
  }
  const known = await update(options, { platform, values, fields, number });
  if (known) return { number, repeated: true };
  const now = options.clock.now();
  const alarmId = await options.raise({
    platform: platform.name,
    number,
    schoolId,
    alarmKind: isTest(values) ? 'test' : 'actual',
    calledAt: Math.min(platformTime(values.calledAt) ?? now, now),
  });
  const state = values.state ?? 'reported';
  await options.db.query.transaction().execute((tx) =>
    store.saveLink(tx, {
      ...{ platform: platform.name, number, alarmId, schoolId, state, fields },
      incidentId: null,
      at: now,
    }),
  );
  return { number, repeated: false };
}

/** The police state of something known; a fact when it changed. False when the number is new. */
async function update(
  { db, clock, facts }: PlatformInOptions,
  at: { platform: Platform; values: PlatformValues; fields: object; number: string },
): Promise<boolean> {
  const { number, values, fields } = at;
  const platform = at.platform.name;
  return db.query.transaction().execute(async (tx) => {
    const link = await store.lockLink(tx, platform, number);
    if (!link) return false;
    const now = clock.now();
    const incidentId = link.incident_id ?? link.opened_id ?? null;
    const state = values.state ?? link.state;
    const { alarm_id: alarmId, school_id: schoolId } = link;
    await store.saveLink(tx, {
      platform,
      number,
      incidentId,
      alarmId,
      schoolId,
      state,
      at: now,
      fields,
    });
    if (incidentId !== null && state !== link.state) {
      const fact = {
        type: 'incident.platformReported',
        incidentId,
        platform,
        number,
        state,
      } as const;
      await facts.append(tx, [{ at: now, schoolId, fact }]);
    }
    return true;
  });
}
