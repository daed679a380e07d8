import { sessionRoutes } from '@anyuan/contracts/routes/session.ts';
import type { Http } from '../platform/http.ts';
import type { PeopleService } from './service.ts';
import { absoluteMs } from './sessions.ts';
import { cookieName, tokenOfCookies } from './token.ts';

const done = { ok: true } as const;

/** Session routes: who comes in, who they are, and out again. */
export function servePeople(http: Http, service: PeopleService): void {
  http.serve(sessionRoutes.signIn, async ({ body, request, reply }) => {
    const { token, view } = await service.signIn({
      login: body.login,
      password: body.password,
      address: request.ip,
      userAgent: request.headers['user-agent'] ?? '',
      oldToken: tokenOfCookies(request.headers.cookie),
    });
    reply.setCookie(cookieName, token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https',
      maxAge: absoluteMs / 1000,
    });
    return view;
  });

  http.serve(sessionRoutes.currentSession, ({ who }) => service.viewOf(who));

  http.serve(sessionRoutes.signOut, async ({ who, reply }) => {
    await service.signOut(who);
    reply.clearCookie(cookieName, { path: '/' });
    return done;
  });

  http.serve(sessionRoutes.changePassword, async ({ who, body }) => {
    await service.changePassword(who, body);
    return done;
  });

  http.serve(sessionRoutes.setLocale, async ({ who, body }) => {
    await service.setLocale(who, body.locale);
    return done;
  });
}
