import type { AuditAction } from '@anyuan/contracts/audit.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { SessionView } from '@anyuan/contracts/routes/session.ts';
import { isPasswordStrong } from '@anyuan/core/people/password-rule.ts';
import type { Logger } from 'pino';
import { type AuditEntry, appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import { makePasswords, type Passwords } from './password.ts';
import { sessionViewOf } from './session-view.ts';
import { absoluteMs, isOpen, type Sessions } from './sessions.ts';
import * as store from './store.ts';
import { lockMs, makeThrottle, type Throttle, wrongMax } from './throttle.ts';
import { hashOfToken, newToken, sessionKeyOf } from './token.ts';

export interface ServiceOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  sessions: Sessions;
  postsOf(personId: string): SessionView['onDuty'];
  vapidPublicKey(): Promise<string>;
  /** These sessions ended: close their sockets. */
  onSessionsEnded?(sessionKeys: readonly string[]): void;
}

export interface SignIn {
  login: string;
  password: string;
  address: string;
  userAgent: string;
  /** Token of a session this browser had before: it ends. */
  oldToken: string | null;
}

export interface PeopleService {
  signIn(input: SignIn): Promise<{ token: string; view: SessionView }>;
  signOut(who: Who): Promise<void>;
  changePassword(who: Who, change: { current: string; next: string }): Promise<void>;
  setLocale(who: Who, locale: 'zh' | 'en'): Promise<void>;
  viewOf(who: Who): Promise<SessionView>;
}

/** What the functions below share. */
interface Desk extends ServiceOptions {
  passwords: Passwords;
  throttle: Throttle;
  sweptAt: number;
}

const sweepEveryMs = 3_600_000;

export function makePeopleService(options: ServiceOptions): PeopleService {
  const { db, clock, sessions } = options;
  const desk: Desk = {
    ...options,
    passwords: makePasswords(),
    throttle: makeThrottle(clock),
    sweptAt: 0,
  };
  return {
    signIn: (input) => signIn(desk, { ...input, login: input.login.trim() }),
    changePassword: (who, change) => changePassword(desk, who, change),
    viewOf: (who) => sessionViewOf(options, who),
    async signOut(who) {
      const tokenHash = Buffer.from(who.sessionKey, 'hex');
      await db.query.transaction().execute(async (tx) => {
        await store.deleteSession(tx, tokenHash);
        await appendAudit(tx, audit(desk, who.personId, 'session.ended'));
      });
      ended(desk, [tokenHash]);
    },
    async setLocale(who, locale) {
      await store.updateLocale(db.query, who.personId, locale);
      sessions.forget({ personId: who.personId });
    },
  };
}

function ended(desk: Desk, tokenHashes: readonly Buffer[]): void {
  const keys = tokenHashes.map(sessionKeyOf);
  for (const sessionKey of keys) desk.sessions.forget({ sessionKey });
  if (keys.length > 0) desk.onSessionsEnded?.(keys);
}

function audit(
  desk: Desk,
  personId: string | null,
  action: AuditAction,
  address?: string,
): AuditEntry {
  return {
    at: desk.clock.now(),
    personId,
    action,
    // The text typed as an account name may be a password in the wrong field: never kept.
    subject: personId ?? 'unknown account',
    detail: address === undefined ? {} : { address },
  };
}

/** The account if the password is right. Takes one of its attempts either way. */
async function checkPassword(desk: Desk, input: SignIn) {
  const { db, throttle } = desk;
  const found = await store.findAccount(db.query, input.login);
  const account = found && isOpen(found, desk.clock.now()) ? found : undefined;
  const personId = account?.id ?? null;
  const admitted = account
    ? await takeAttempt(desk, account.id)
    : throttle.admitUnknown(input.login);
  const isRight =
    admitted && (await desk.passwords.matches(account?.password_hash ?? null, input.password));
  if (account && isRight) return account;
  throttle.failed(input.address);
  const code = admitted ? 'session.refused' : 'session.locked';
  await appendAudit(db.query, audit(desk, personId, code, input.address));
  throw new Refusal(code);
}

function takeAttempt({ db, clock }: Desk, personId: string): Promise<boolean> {
  return store.takeAttempt(db.query, { personId, now: clock.now(), wrongMax, lockMs });
}

async function signIn(desk: Desk, input: SignIn): Promise<{ token: string; view: SessionView }> {
  const { db, clock, sessions, throttle } = desk;
  if (desk.passwords.overloaded()) throw new Refusal('server.notReady');
  await throttle.admit(input.address, input.login);
  const account = await checkPassword(desk, input);
  const token = newToken();
  const now = clock.now();
  const oldHash = input.oldToken === null ? null : hashOfToken(input.oldToken);
  await db.query.transaction().execute(async (tx) => {
    await store.clearAttempts(tx, account.id);
    if (oldHash) await store.deleteSession(tx, oldHash);
    await store.insertSession(tx, {
      tokenHash: hashOfToken(token),
      personId: account.id,
      now,
      expiresAt: now + absoluteMs,
      userAgent: input.userAgent.slice(0, 300),
    });
    await appendAudit(tx, audit(desk, account.id, 'session.opened', input.address));
  });
  if (oldHash) ended(desk, [oldHash]);
  throttle.succeeded(input.address, input.login);
  if (now - desk.sweptAt > sweepEveryMs) {
    desk.sweptAt = now;
    await store.deleteExpiredSessions(db.query, now);
  }
  const who = await sessions.find(token);
  if (!who) throw new Refusal('session.refused');
  return { token, view: await sessionViewOf(desk, who) };
}

async function changePassword(
  desk: Desk,
  who: Who,
  change: { current: string; next: string },
): Promise<void> {
  const { db, passwords } = desk;
  const account = await store.findPerson(db.query, who.personId);
  if (!account) throw new Refusal('session.required');
  // A stolen session must not be a way around the lock.
  if (!(await takeAttempt(desk, who.personId))) throw new Refusal('session.locked');
  if (!(await passwords.matches(account.password_hash, change.current))) {
    await appendAudit(db.query, audit(desk, who.personId, 'password.refused'));
    throw new Refusal('session.refused');
  }
  await store.clearAttempts(db.query, who.personId);
  if (!isPasswordStrong(change.next) || change.next === change.current) {
    throw new Refusal('password.weak');
  }
  const passwordHash = await passwords.hash(change.next);
  const others = await db.query.transaction().execute(async (tx) => {
    await store.updatePassword(tx, who.personId, passwordHash);
    await appendAudit(tx, audit(desk, who.personId, 'password.changed'));
    return store.deleteSessionsOf(tx, who.personId, Buffer.from(who.sessionKey, 'hex'));
  });
  ended(desk, others);
  // With the first password this session was allowed nothing else.
  desk.sessions.forget({ personId: who.personId });
}
