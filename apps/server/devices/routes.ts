import { Refusal } from '@anyuan/contracts/errors.ts';
import { routes } from '@anyuan/contracts/routes/index.ts';
import type { FastifyRequest } from 'fastify';
import type { Http } from '../platform/http.ts';
import type { DevicePlace, Devices } from './devices.ts';

export interface DeviceRoutesOptions {
  devices: Devices;
  places: { terminal(terminalId: string): DevicePlace | undefined };
  /** Address of this server for people: the setting, or the origin they came by. */
  publicUrlFor(origin: string): string;
}

export function serveDevices(
  http: Http,
  { devices, places, publicUrlFor }: DeviceRoutesOptions,
): void {
  http.serve(routes.listTerminals, async ({ who, query }) => {
    const inScope = who.schoolIds('terminal.view');
    const views = await devices.terminalViews();
    const terminals = views.filter(
      (v) => inScope.has(v.schoolId) && (!query.schoolId || v.schoolId === query.schoolId),
    );
    return { terminals };
  });

  http.serve(routes.makeEnrolmentCode, ({ who, params }) =>
    devices.makeEnrolmentCode(params.terminalId, who.personId),
  );

  http.serve(routes.showTerminalHistory, ({ params }) => devices.history(params.terminalId));

  http.serve(routes.showSticker, async ({ who, params, request }) => {
    const sticker = await devices.readSticker(params.terminalId, who.personId);
    if (!sticker) throw new Refusal('subject.unknown');
    const base = publicUrlFor(`${request.protocol}://${request.host}`);
    return {
      url: `${base}/m/arrive/${params.terminalId}/${sticker.code}`,
      code: sticker.code,
      place: places.terminal(params.terminalId)?.place ?? '',
      name: sticker.name,
    };
  });

  http.serve(routes.enrolTerminal, ({ body, request }) =>
    devices.enrolTerminal({
      code: body.code,
      name: body.name,
      address: request.ip,
      isLocal: isLocal(request),
      hostname: request.hostname,
    }),
  );
}

/** From this machine itself; a proxy beside the server would make all the world look local. */
function isLocal(request: FastifyRequest): boolean {
  const forwarded = ['forwarded', 'x-forwarded-for', 'via', 'x-real-ip'];
  if (forwarded.some((name) => request.headers[name] !== undefined)) return false;
  return /^(::ffff:)?127\.|^::1$/.test(request.ip);
}
