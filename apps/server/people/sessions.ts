import type { Clock } from '@anyuan/contracts/clock.ts';
import {
  type OrganisationTree,
  organisationTree,
  reachOf,
} from '@anyuan/core/people/permissions.ts';
import { localDay } from '@anyuan/core/roster/local-time.ts';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import { findAssignments, findOrganisations, findSession, touchSession } from './store.ts';
import { hashOfToken, isPhone, sessionKeyOf } from './token.ts';

/** Consoles end after this without use; phones only by `absoluteMs`. */
export const idleMs = 12 * 3_600_000;
export const absoluteMs = 30 * 24 * 3_600_000;
/** A change made on another instance shows after this at the latest. */
const cacheMs = 5000;
const touchEveryMs = 60_000;
const cachedMax = 20_000;

interface Cached {
  who: Who;
  until: number;
}

/** Who is behind a session token, without asking the database at every request. */
export interface Sessions {
  find(token: string): Promise<Who | null>;
  /** Call when a session ended or a person's roles changed, so that it shows at once. */
  forget(match: { sessionKey: string } | { personId: string } | 'all'): void;
}

/** Neither disabled nor past its last day; accounts end at midnight in China. */
export function isOpen(account: { active: boolean; ends_on: string | null }, now: number): boolean {
  const { active, ends_on: endsOn } = account;
  return active && (endsOn === null || endsOn >= localDay(now, 'Asia/Shanghai'));
}

export function makeSessions({ db, clock }: { db: Db; clock: Clock }): Sessions {
  const cache = new Map<string, Cached>();
  let tree: { value: OrganisationTree; until: number } | null = null;
  /** Raised by `forget`: what was being read meanwhile may be stale and is not kept. */
  let generation = 0;

  const currentTree = async (): Promise<OrganisationTree> => {
    if (tree && tree.until > clock.now()) return tree.value;
    const value = organisationTree(await findOrganisations(db.query));
    tree = { value, until: clock.now() + cacheMs };
    return value;
  };

  const load = async (tokenHash: Buffer, sessionKey: string): Promise<Cached | null> => {
    const row = await findSession(db.query, tokenHash);
    const now = clock.now();
    if (!row || !isOpen(row, now) || row.expires_at <= now) return null;
    const idleUntil = isPhone(row.user_agent) ? row.expires_at : row.seen_at + idleMs;
    if (idleUntil <= now) return null;
    if (now - row.seen_at >= touchEveryMs) await touchSession(db.query, tokenHash, now);
    const assignments = (await findAssignments(db.query, row.person_id)).map((a) => ({
      organisationId: a.organisation_id,
      role: a.role,
    }));
    // With a password that somebody else knows, a person may do nothing but change it.
    const mustChangePassword = row.must_change_password;
    const reach = reachOf(await currentTree(), mustChangePassword ? [] : assignments);
    const who: Who = {
      personId: row.person_id,
      name: row.name,
      locale: row.locale,
      assignments,
      mustChangePassword,
      permissions: reach.permissions,
      may: reach.may,
      schoolIds: reach.schoolIds,
      sessionKey,
    };
    return { who, until: Math.min(now + cacheMs, row.expires_at) };
  };

  return {
    async find(token) {
      const tokenHash = hashOfToken(token);
      const key = sessionKeyOf(tokenHash);
      const known = cache.get(key);
      if (known && known.until > clock.now()) return known.who;
      cache.delete(key);
      const before = generation;
      const loaded = await load(tokenHash, key);
      if (!loaded) return null;
      if (cache.size >= cachedMax) cache.clear();
      if (before === generation) cache.set(key, loaded);
      return loaded.who;
    },
    forget(match) {
      generation++;
      if (match === 'all') {
        cache.clear();
        tree = null;
      } else if ('sessionKey' in match) cache.delete(match.sessionKey);
      else {
        for (const [key, { who }] of cache) if (who.personId === match.personId) cache.delete(key);
      }
    },
  };
}
