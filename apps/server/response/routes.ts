import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { alarmRoutes } from '@anyuan/contracts/routes/alarms.ts';
import { arrivalPressSchema } from '@anyuan/contracts/terminal.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type { Logger } from 'pino';
import type { Http } from '../platform/http.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import type { Responses } from './service.ts';

/** The buttons on phone and console. */
export function serveResponses(
  http: Http,
  responses: Responses,
  summary: (alarm: Alarm) => AlarmSummary,
): void {
  const reply = async (alarm: Promise<Alarm>) => ({ alarm: summary(await alarm) });
  http.serve(alarmRoutes.acceptAlarm, ({ params, body, who }) =>
    reply(responses.accept(params.alarmId, who.personId, body ?? {})),
  );
  http.serve(alarmRoutes.declineAlarm, ({ params, body, who }) =>
    reply(responses.decline(params.alarmId, who.personId, body ?? {})),
  );
  http.serve(alarmRoutes.arriveAtAlarm, ({ params, body, who }) =>
    reply(responses.arrive(params.alarmId, who.personId, body)),
  );
  http.serve(alarmRoutes.handleAlarm, ({ params, who }) =>
    reply(responses.handle(params.alarmId, who.personId)),
  );
  http.serve(alarmRoutes.closeAlarm, ({ params, body, who }) =>
    reply(responses.close(params.alarmId, who.personId, body)),
  );
  http.serve(alarmRoutes.reviewAlarm, ({ params, body, who }) =>
    reply(responses.review(params.alarmId, who.personId, body.conclusion)),
  );
}

/** Three seconds on the button at the terminal. */
export function linkResponses(
  link: TerminalLink,
  options: {
    responses: Responses;
    log: Logger;
    onRejected(terminalId: string, bytes: number): void;
  },
): void {
  link.on('arrival', async ({ terminalId, payload, receivedAt }) => {
    const press = arrivalPressSchema.safeParse(parseJson(payload));
    if (!press.success) return options.onRejected(terminalId, payload.length);
    const pressedAt = receivedAt - Math.max(0, press.data.sentAt - press.data.at);
    const alarm = await options.responses.pressedAtTerminal(terminalId, pressedAt);
    if (!alarm) options.log.info({ terminalId }, 'arrival pressed, nobody had accepted');
    await link.send(terminalId, 'ack', { v: 1, ids: [press.data.id], refused: [] });
  });
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
