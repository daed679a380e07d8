import type { Clock } from '@anyuan/contracts/clock.ts';
import type { SessionView } from '@anyuan/contracts/routes/session.ts';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import { servePeople } from './routes.ts';
import { makePeopleService } from './service.ts';
import { makeSessions } from './sessions.ts';
import { countUnchangedAdministrators, saveScreens } from './store.ts';
import { tokenOfCookies } from './token.ts';

export interface PeopleOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  /** Posts that this person fills now, by the roster. */
  postsOf(personId: string): SessionView['onDuty'];
  /** Shown to signed-in browsers, so that they can subscribe to web push. */
  vapidPublicKey(): Promise<string>;
  /** These sessions ended: close their sockets. */
  onSessionsEnded?(sessionKeys: readonly string[]): void;
}

export interface People {
  /** The person behind a request's session cookie, or null. */
  authenticate(request: FastifyRequest): Promise<Who | null>;
  /** The same from a bare Cookie header, for the upgrade to a WebSocket. */
  authenticateCookieHeader(header: string | undefined): Promise<Who | null>;
  authenticateToken(token: string): Promise<Who | null>;
  routes(http: Http): void;
  /** These sessions have an open screen at this instance now, or none any more. */
  noteScreens(sessionKeys: readonly string[], isOpen: boolean): Promise<void>;
  /** False while an active administrator still has the password they were given. */
  administratorPasswordChanged(): Promise<boolean>;
  /** Roles or organisations changed: what people may do is read anew at once. */
  rolesChanged(personId?: string): void;
}

/** Sign-in, sessions and what each person may do. */
export function makePeople(options: PeopleOptions): People {
  const { db, clock } = options;
  const sessions = makeSessions(options);
  const service = makePeopleService({ ...options, sessions });
  const authenticateCookieHeader = async (header: string | undefined) => {
    const token = tokenOfCookies(header);
    return token === null ? null : sessions.find(token);
  };
  return {
    authenticate: (request) => authenticateCookieHeader(request.headers.cookie),
    authenticateCookieHeader,
    authenticateToken: (token) => sessions.find(token),
    routes: (http) => servePeople(http, service),
    noteScreens: (keys, isOpen) => saveScreens(db.query, keys, isOpen ? clock.now() : null),
    administratorPasswordChanged: async () => (await countUnchangedAdministrators(db.query)) === 0,
    rolesChanged: (personId) => sessions.forget(personId === undefined ? 'all' : { personId }),
  };
}
