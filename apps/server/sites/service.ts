import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Subject } from '@anyuan/contracts/routes/route.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import {
  buildModel,
  emptyModel,
  type ReadModel,
  type SiteOrganisation,
  type SiteSchool,
  type SiteTerminal,
  type SiteZone,
} from './read-model.ts';
import {
  findOrganisations,
  findPlaces,
  findSchoolOfAlarm,
  findSchoolOfIncident,
  findSchoolOfTerminal,
  findTerminals,
} from './store.ts';

export interface SitesOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  /** Changes made by other instances are seen after at most this. */
  refreshMs?: number;
}

/** Schools, places and terminals in memory; getters are synchronous and never query. */
export interface Sites {
  /** Loads, then reloads every 30 s. Rejects when the first load fails; may be called again. */
  start(): Promise<void>;
  stop(): void;
  /** Resolves after the first load. */
  loaded: Promise<void>;
  /** Reloads now; calls that overlap share one load that began after the first of them. */
  refresh(): Promise<void>;
  terminal(terminalId: string): SiteTerminal | undefined;
  zone(zoneId: string): SiteZone | undefined;
  school(schoolId: string): SiteSchool | undefined;
  organisation(organisationId: string): SiteOrganisation | undefined;
  schools(): Iterable<SiteSchool>;
  terminals(): Iterable<SiteTerminal>;
  organisations(): readonly SiteOrganisation[];
  /** Called after each load, for those who keep an index of their own. */
  onChange(run: () => void): void;
  /** For the HTTP edge: organisation of a subject, null when there is none. Ids are UUIDs. */
  organisationOf(subject: Exclude<Subject, 'none'>, id: string): Promise<string | null>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function makeSites(options: SitesOptions): Sites {
  const { db, clock, log } = options;
  const refreshMs = options.refreshMs ?? 30_000;
  const first = Promise.withResolvers<void>();
  const listeners: (() => void)[] = [];
  let model: ReadModel = emptyModel;
  let organisationList: readonly SiteOrganisation[] = [];
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;
  let timer: { cancel(): void } | null = null;
  let stopped = true;

  const load = async (): Promise<void> => {
    model = await readModel(options);
    organisationList = [...model.organisations.values()];
    first.resolve();
    for (const run of listeners) run();
  };

  const refresh = (): Promise<void> => {
    if (!running) {
      running = load().finally(() => {
        running = null;
      });
      return running;
    }
    // The load in progress may have read before the caller's change: one more after it.
    queued ??= running
      .catch(() => {})
      .then(() => {
        queued = null;
        return refresh();
      });
    return queued;
  };

  const again = () => {
    if (stopped) return;
    timer = clock.setTimer(clock.now() + refreshMs, () => {
      refresh()
        .catch((error) => log.warn({ err: error }, 'places not reloaded, the old ones stay'))
        .finally(again);
    });
  };

  return {
    loaded: first.promise,
    refresh,
    async start() {
      await refresh();
      if (!stopped) return;
      stopped = false;
      again();
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
    terminal: (id) => model.terminals.get(id),
    zone: (id) => model.zones.get(id),
    school: (id) => model.schools.get(id),
    organisation: (id) => model.organisations.get(id),
    schools: () => model.schools.values(),
    terminals: () => model.terminals.values(),
    organisations: () => organisationList,
    onChange: (run) => void listeners.push(run),
    async organisationOf(subject, id) {
      if (!uuid.test(id)) return null;
      if (subject === 'organisation') return model.organisations.get(id)?.id ?? null;
      if (subject === 'school') return model.schools.get(id)?.id ?? null;
      if (subject === 'alarm') return await findSchoolOfAlarm(db.query, id);
      if (subject === 'incident') return await findSchoolOfIncident(db.query, id);
      return model.terminals.get(id)?.schoolId ?? (await findSchoolOfTerminal(db.query, id));
    },
  };
}

async function readModel({ db }: SitesOptions): Promise<ReadModel> {
  const [organisations, places, terminals] = await Promise.all([
    findOrganisations(db.query),
    findPlaces(db.query),
    findTerminals(db.query),
  ]);
  return buildModel({ organisations, places, terminals });
}
