import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { Detection } from '@anyuan/contracts/detection.ts';
import { type ErrorCode, Refusal } from '@anyuan/contracts/errors.ts';
import { alarmRoutes } from '@anyuan/contracts/routes/alarms.ts';
import { terminalRoutes } from '@anyuan/contracts/routes/terminals.ts';
import type { Ack } from '@anyuan/contracts/terminal.ts';
import type { Http } from '../platform/http.ts';
import type { TerminalLink } from '../platform/terminal-link.ts';
import { type Intake, onServerClock, parseDetection, storable } from './parse.ts';
import type { Intakes } from './service.ts';

type Site = { schoolId: string; zoneId: string };

export interface IntakeEdgeOptions {
  intake: Intakes;
  now(): number;
  /** Where a terminal hangs, or null when it is not known. */
  siteOf(terminalId: string): Site | null;
  /** The same for one that is not known yet: another instance may have made it. */
  lookUpSite(terminalId: string): Promise<Site | null>;
  /** A zone for a press on the phone: the asked one when it is of that school, else its gate. */
  /** Is this press the test that was announced for the terminal? False at once where none was. */
  claimTest(
    terminalId: string,
    press: Pick<Intake, 'id' | 'kind' | 'beganAt'>,
  ): false | Promise<boolean>;
  zoneFor(schoolId: string, zoneId: string | undefined): { zoneId: string } | null;
  summary(alarmId: string): Promise<AlarmSummary>;
  onRejected(terminalId: string | null, code: ErrorCode, bytes: number): void;
  /** For the metrics: seconds from receipt to commit. */
  onCommitted(repeated: boolean, seconds: number): void;
}

/** Most detections waiting for a commit before new ones are told to come again. */
const maxWaiting = 50_000;

/** One detection of a terminal, from bytes to acknowledgement. Never throws on what it is given. */
async function takePayload(
  options: IntakeEdgeOptions,
  terminalId: string,
  payload: Buffer,
  receivedAt: number,
): Promise<Ack> {
  const parsed = parseDetection(payload);
  if (!parsed.ok) {
    options.onRejected(terminalId, parsed.code, payload.length);
    return refused(parsed.id, parsed.code);
  }
  return takeDetection(options, terminalId, parsed.detection, receivedAt);
}

async function takeDetection(
  options: IntakeEdgeOptions,
  terminalId: string,
  detection: Detection,
  receivedAt: number,
): Promise<Ack> {
  const site = options.siteOf(terminalId) ?? (await options.lookUpSite(terminalId));
  if (!site) {
    options.onRejected(terminalId, 'terminal.unknown', 0);
    return refused(detection.id, 'terminal.unknown');
  }
  if (options.intake.waiting() > maxWaiting) throw new Refusal('server.notReady');
  const taken = toIntake(detection, { ...site, terminalId, personId: null, receivedAt });
  const isTest = taken.alarmKind === 'actual' && options.claimTest(terminalId, taken);
  // Awaited only where a window is armed: no alarm waits for this.
  if (isTest !== false && (await isTest)) taken.alarmKind = 'test';
  const committed = await options.intake.submit(taken);
  if (committed === 'notTaken') throw new Refusal('server.fault');
  if (committed === 'refused') {
    options.onRejected(terminalId, 'detection.malformed', 0);
    return refused(detection.id, 'detection.malformed');
  }
  options.onCommitted(committed.repeated, (options.now() - receivedAt) / 1000);
  return { v: 1, ids: [detection.id], refused: [] };
}

function toIntake(
  d: Detection,
  at: Pick<Intake, 'schoolId' | 'zoneId' | 'terminalId' | 'personId' | 'receivedAt'>,
): Intake {
  return {
    ...at,
    ...onServerClock(d, at.receivedAt),
    // As the database writes it, so that a repeat is recognised; acknowledged as it was sent.
    id: d.id.toLowerCase(),
    kind: d.kind,
    alarmKind: d.alarmKind,
    confidence: d.confidence,
    reasons: d.reasons.map((reason) => ({ ...reason, label: storable(reason.label) || d.kind })),
    terminalBeganAt: d.beganAt,
    terminalDecidedAt: d.decidedAt,
    levelDbfs: d.levelDbfs ?? null,
    clipExpected: d.clip,
  };
}

function refused(id: string | null, code: ErrorCode): Ack {
  return { v: 1, ids: [], refused: id === null ? [] : [{ id, code }] };
}

/** Detections over MQTT: committed, then acknowledged to the terminal, then PUBACK. */
export function linkIntake(link: TerminalLink, options: IntakeEdgeOptions): void {
  link.on('detection', async ({ terminalId, payload, receivedAt }) => {
    const ack = await takePayload(options, terminalId, payload, receivedAt);
    if (ack.ids.length + ack.refused.length > 0) await link.send(terminalId, 'ack', ack);
  });
}

/** The same over HTTP, and the press for help on the phone. */
export function serveIntake(http: Http, options: IntakeEdgeOptions): void {
  http.serve(terminalRoutes.submitDetection, ({ body, terminalId }) =>
    takeDetection(options, terminalId, body, options.now()),
  );
  http.serve(alarmRoutes.raiseAlarm, async ({ body, who }) => {
    const zone = options.zoneFor(body.schoolId, body.zoneId);
    if (!zone) throw new Refusal('subject.unknown');
    const receivedAt = options.now();
    const beganAt = Math.min(body.beganAt, receivedAt);
    const committed = await options.intake.submit({
      id: body.detectionId.toLowerCase(),
      kind: 'person',
      alarmKind: body.alarmKind,
      confidence: 4,
      reasons: [
        {
          branch: 'person',
          label:
            storable(body.note ?? '')
              .slice(0, 40)
              .toWellFormed() || 'press',
          score: 1,
        },
      ],
      beganAt,
      decidedAt: receivedAt,
      terminalBeganAt: body.beganAt,
      terminalDecidedAt: receivedAt,
      skewMs: 0,
      receivedAt,
      levelDbfs: null,
      clipExpected: false,
      terminalId: null,
      personId: who.personId,
      schoolId: body.schoolId,
      zoneId: zone.zoneId,
    });
    if (committed === 'refused') throw new Refusal('detection.malformed');
    if (committed === 'notTaken') throw new Refusal('server.fault');
    return { alarm: await options.summary(committed.alarmId) };
  });
}
