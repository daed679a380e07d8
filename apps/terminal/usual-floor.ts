import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import type { UsualFloor } from '@anyuan/core/detection/level.ts';
import { makeUsualFloor, usualSlots } from '@anyuan/core/detection/usual-floor.ts';
import { z } from 'zod';
import type { Log } from './log.ts';

const keptSchema = z.strictObject({
  /** Where it was learned: a terminal that was moved begins anew. */
  place: z.string(),
  days: z.array(z.array(z.number())).length(usualSlots),
});

/**
 * The usual level of this terminal's place by hour, over restarts. `kept` is what `write` was given
 * last: damaged, missing or of another place it is a new beginning.
 */
export function openUsualFloor(options: {
  kept: unknown;
  write: (kept: object) => Promise<void>;
  config: () => Pick<TerminalConfig, 'place' | 'timeZone'>;
  now: () => number;
  log: Log;
}): UsualFloor {
  const { config, now, log } = options;
  const read = keptSchema.safeParse(options.kept);
  const startAt = (place: string) => ({
    place,
    floor: makeUsualFloor({
      kept: read.success && read.data.place === place ? read.data.days : null,
      now,
      timeZone: () => config().timeZone,
      learned: (days) =>
        void options
          .write({ place, days })
          .catch((error: Error) =>
            log.warn({ err: error }, '常态声级未能存盘  usual level not written'),
          ),
    }),
  });
  let here = startAt(config().place);
  return {
    hear(levelDbfs, sec) {
      if (config().place !== here.place) here = startAt(config().place);
      here.floor.hear(levelDbfs, sec);
    },
    lift: (floorDbfs) => here.floor.lift(floorDbfs),
  };
}
