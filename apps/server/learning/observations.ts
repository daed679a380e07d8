import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import { type Observation, observationSchema } from '@anyuan/contracts/observation.ts';
import type { UpLeaf } from '@anyuan/contracts/topics.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { json } from '../platform/db.ts';
import type { TerminalLink, UpMessage } from '../platform/terminal-link.ts';
import type { HearingPlace } from './hearing.ts';

export interface ObservationOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  places: { terminal(terminalId: string): HearingPlace | undefined };
  onRejected(leaf: UpLeaf, code: ErrorCode): void;
}

const maxBytes = 16 * 1024;
/** What calls nobody is kept for a quarter of a year: enough to learn from. */
const keptMs = 92 * 24 * 3_600_000;
const sweepEveryMs = 3_600_000;

/** Records what terminals heard without calling anybody. */
export function listenToObservations(link: TerminalLink, options: ObservationOptions): void {
  const { db, clock, log, places } = options;
  let sweptAt = Number.NEGATIVE_INFINITY;

  const insert = async (o: Observation, place: HearingPlace): Promise<void> => {
    const row = {
      id: o.id,
      terminal_id: place.id,
      school_id: place.schoolId,
      zone_id: place.zoneId,
      kind: o.kind,
      alarm_kind: o.alarmKind,
      confidence: o.confidence,
      reasons: json(o.reasons),
      level_dbfs: o.levelDbfs ?? null,
      began_at: o.beganAt,
      received_at: clock.now(),
    };
    await db.query
      .insertInto('observation')
      .values(row)
      .onConflict((c) => c.doNothing())
      .execute();
  };

  const sweep = async (): Promise<void> => {
    const now = clock.now();
    if (now - sweptAt < sweepEveryMs) return;
    sweptAt = now;
    await db.query
      .deleteFrom('observation')
      .where('received_at', '<', now - keptMs)
      .execute();
  };

  link.on('observation', async ({ terminalId, payload }: UpMessage) => {
    const observation = parse(payload);
    if (observation === null) return options.onRejected('observation', 'request.invalid');
    const place = places.terminal(terminalId);
    if (!place) return options.onRejected('observation', 'terminal.unknown');
    try {
      await insert(observation, place);
      await sweep();
    } catch (error) {
      log.warn({ err: error, terminalId }, 'observation not recorded');
    }
  });
}

/** Never throws, whatever the bytes are. */
function parse(payload: Buffer): Observation | null {
  if (payload.length > maxBytes) return null;
  try {
    return observationSchema.parse(JSON.parse(payload.toString('utf8')));
  } catch {
    return null;
  }
}
