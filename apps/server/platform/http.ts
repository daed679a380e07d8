import { type ErrorCode, errorCatalog, errorReply, Refusal } from '@anyuan/contracts/errors.ts';
import type { Route, Subject } from '@anyuan/contracts/routes/route.ts';
import cookie from '@fastify/cookie';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Who } from './who.ts';

/** One parsed, authorised request. */
export interface Call<R extends Route> {
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  /** For raw-in routes: the bytes. */
  body: R extends { raw: 'in' } ? Buffer : z.output<R['body']>;
  /** Throws `session.required` where the route is public. */
  who: Who;
  /** Throws `terminal.wrongCredential` where the route is not a terminal's. */
  terminalId: string;
  request: FastifyRequest;
  reply: FastifyReply;
}

type Reply<R extends Route> = R extends { raw: 'out' } ? FastifyReply : z.input<R['reply']>;

export interface HttpOptions {
  log: Logger;
  tls?: { cert: Buffer; key: Buffer };
  /** The person behind the session cookie, or null. */
  authenticate(request: FastifyRequest): Promise<Who | null>;
  /** The terminal behind a bearer `<terminalId>.<secret>`, or null. */
  authenticateTerminal(bearer: string): Promise<string | null>;
  /** Organisation that a subject belongs to, or null when there is no such subject. */
  organisationOf(subject: Exclude<Subject, 'none'>, id: string): Promise<string | null>;
}

export interface Http {
  app: FastifyInstance;
  serve<R extends Route>(route: R, handler: (call: Call<R>) => Promise<Reply<R>>): void;
  /** Routes served so far, for OpenAPI and the matrix test. */
  served: Route[];
}

const subjectParam = {
  alarm: 'alarmId',
  terminal: 'terminalId',
  school: 'schoolId',
  organisation: 'organisationId',
  incident: 'incidentId',
} as const;

/** The HTTP edge: parse, authorise, call, reply. Every refusal is a code with advice. */
export async function makeHttp(options: HttpOptions): Promise<Http> {
  const { log } = options;
  const app = fastify({
    loggerInstance: log as never,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    trustProxy: '127.0.0.1',
    ...(options.tls ? { https: options.tls as never } : {}),
  }) as unknown as FastifyInstance;
  await app.register(cookie);
  app.addContentTypeParser(
    ['audio/wav', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_r, body, done) => done(null, body),
  );
  app.setErrorHandler((error, request, reply) => {
    const { tooLarge } = request.routeOptions.config as { tooLarge?: ErrorCode };
    const isTooLarge = (error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    return refuse(reply, isTooLarge && tooLarge ? new Refusal(tooLarge) : error, log);
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, new Refusal('route.unknown'), log));
  const served: Route[] = [];
  return {
    app,
    served,
    serve(route, handler) {
      served.push(route);
      app.route({
        method: route.method,
        url: route.path,
        ...(route.bodyMaxBytes ? { bodyLimit: route.bodyMaxBytes } : {}),
        config: { tooLarge: route.tooLarge },
        handler: async (request, reply) => {
          const call = await admit(route, request, reply, options);
          const result = await handler(call as never);
          return route.raw === 'out' ? reply : result;
        },
      });
    },
  };
}

async function admit(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpOptions,
): Promise<Call<Route>> {
  let who: Who | null = null;
  let terminalId: string | null = null;
  if (route.access === 'terminal') {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    terminalId = bearer ? await options.authenticateTerminal(bearer) : null;
    if (!terminalId) throw new Refusal('terminal.wrongCredential');
  } else if (route.access !== 'public') {
    who = await options.authenticate(request);
    if (!who) throw new Refusal('session.required');
    // A foreign page can send a cookie but not a header of its own choosing.
    if (route.method !== 'GET' && request.headers['x-anyuan'] === undefined) {
      throw new Refusal('session.crossSite');
    }
    if (route.access !== 'session' && who.mustChangePassword) {
      throw new Refusal('password.mustChange');
    }
    if (route.access !== 'session' && !who.permissions.has(route.access)) {
      throw new Refusal('permission.denied');
    }
  }
  const params = parse(route.params, request.params ?? {});
  const query = parse(route.query, request.query ?? {});
  const body = route.raw === 'in' ? request.body : parse(route.body, request.body ?? undefined);
  if (who) await authorise(route, who, params, body, options);
  return {
    params,
    query,
    body,
    get who(): Who {
      if (!who) throw new Refusal('session.required');
      return who;
    },
    get terminalId(): string {
      if (!terminalId) throw new Refusal('terminal.wrongCredential');
      return terminalId;
    },
    request,
    reply,
  } as Call<Route>;
}

async function authorise(
  route: Route,
  who: Who,
  params: unknown,
  body: unknown,
  options: HttpOptions,
): Promise<void> {
  const { access, subject } = route;
  if (access === 'public' || access === 'session' || access === 'terminal') return;
  if (subject === 'none') return;
  const name = subjectParam[subject];
  const id = readString(params, name) ?? readString(body, name);
  const organisationId = id === undefined ? null : await options.organisationOf(subject, id);
  // Outside the person's scope a subject does not exist: nobody learns of what is not theirs.
  if (organisationId === null || !who.may(access, organisationId))
    throw new Refusal('subject.unknown');
}

function readString(from: unknown, name: string): string | undefined {
  if (typeof from !== 'object' || from === null) return undefined;
  const value = (from as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw new Refusal('request.invalid', {
    where: first?.path.join('.') ?? '',
    what: first?.message ?? '',
  });
}

function refuse(reply: FastifyReply, error: unknown, log: Logger): FastifyReply {
  if (error instanceof Refusal) return send(reply, error.code, error.detail);
  const code = codeOf(error);
  if (code === 'server.fault') log.error({ err: error }, 'request failed');
  return send(reply, code);
}

/** Codes for what Fastify, PostgreSQL and the disk throw. */
function codeOf(error: unknown): ErrorCode {
  const { code, statusCode, syscall } = error as {
    code?: string;
    statusCode?: number;
    syscall?: string;
  };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'request.tooLarge';
  if (code === 'ENOSPC') return 'disk.full';
  if (syscall === 'connect' || code === '57P01' || code === '57P03') {
    return 'database.unreachable';
  }
  const { message } = error as { message?: string };
  if (/^(Connection terminated|timeout exceeded when trying to connect)/.test(message ?? '')) {
    return 'database.unreachable';
  }
  // Data exceptions of PostgreSQL (22xxx): a value it cannot hold, such as text with a NUL.
  if (/^22[0-9A-Z]{3}$/.test(code ?? '')) return 'request.invalid';
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return 'request.invalid';
  return 'server.fault';
}

function send(reply: FastifyReply, code: ErrorCode, detail?: Record<string, string | number>) {
  return reply.status(errorCatalog[code].status).send(errorReply(code, detail));
}
