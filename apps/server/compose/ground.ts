import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { defaultPlan, type Plan } from '@anyuan/contracts/alarm.ts';
import type { FactType } from '@anyuan/contracts/facts.ts';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { makeCredentials } from '../devices/credentials.ts';
import { makePlanBook } from '../dispatch/plan-book.ts';
import { makePositions } from '../dispatch/positions.ts';
import { makeReachability } from '../notification/reachability.ts';
import { makeBallast } from '../platform/ballast.ts';
import type { SteadyClock } from '../platform/clock.ts';
import { type Connection, openDb } from '../platform/db.ts';
import { makeFacts } from '../platform/facts.ts';
import { platformFailure } from '../platform/failure.ts';
import { makeListener } from '../platform/listen.ts';
import { makeMetrics } from '../platform/metrics.ts';
import { makePlaybookBook } from '../playbook/book.ts';
import { makeRoster } from '../roster/memory.ts';
import { makeSites, type Sites } from '../sites/service.ts';
import { makeChoices } from './choices.ts';

export interface ServerOptions {
  settings: ServerSettings;
  connection: Connection;
  clock: SteadyClock;
  log: Logger;
  /** Where the embedded database lies. No other instance can reach it: nobody need be told. */
  embeddedDir?: string;
}

/** What everything else stands on: database, clock, what happened, and who and where in memory. */
export function makeGround(options: ServerOptions) {
  const { settings, clock, log, connection, embeddedDir } = options;
  const db = openDb(connection, { max: 16, silentMs: 15_000 });
  /** Filled from the reactions in main.ts. */
  const consumersOf = new Map<FactType, string[]>();
  const fallbackPlan = planOfTiers(settings.tiers);
  const sites = makeSites({ db, clock, log });
  const about = (id: string) => aboutOrganisation(sites, id);
  const roster = makeRoster({ db, clock, organisation: about });
  const plans = makePlanBook({ db, log, fallbackPlan });
  const playbooks = makePlaybookBook({ db, log });
  const [instance, alone] = [v7(), embeddedDir !== undefined];
  const positions = makePositions({ db, clock, log, instance, alone });
  /** The live view is composed later; until then nobody has a screen here. */
  const screens = { isPresent: (_personId: string): boolean => false };
  const isPresent = (personId: string) => screens.isPresent(personId);
  const reachability = makeReachability({ db, clock, isPresent });
  const held = { roster, plans, playbooks, positions, reachability };
  /** What decisions need, read into memory: at the start, and again with the places. */
  const refreshHeld = async () => {
    await Promise.all(Object.values(held).map((part) => part.refresh()));
  };
  sites.onChange(
    () => void refreshHeld().catch((err) => log.warn({ err }, 'duty and plans not read')),
  );
  return {
    ...options,
    instance,
    alone,
    /** The disk of an outside database is not ours to keep room on. */
    ballast: embeddedDir === undefined ? null : makeBallast({ dir: embeddedDir, log }),
    has: (role: ServerSettings['roles'][number]) => settings.roles.includes(role),
    tls: readTls(settings),
    db,
    metrics: makeMetrics(),
    listener: makeListener(connection, log),
    consumersOf,
    facts: makeFacts(consumersOf),
    sites,
    ...held,
    refreshHeld,
    screens,
    fallbackPlan,
    about,
    credentials: makeCredentials({ db, clock }),
    names: {
      school: (id: string) => sites.school(id)?.name ?? '—',
      place: (id: string) => sites.zone(id)?.place ?? '—',
      person: (id: string) => roster.personName(id),
    },
    ...makeChoices({ sites, ...held }),
  };
}
export type Ground = ReturnType<typeof makeGround>;

/** What rosters need to know of an organisation: its clock, and whose calendar holds, nearest first. */
function aboutOrganisation(sites: Sites, id: string) {
  const own = sites.organisation(id);
  const line: string[] = [];
  for (let at: string[] = [id]; at.length > 0 && line.length < 10; ) {
    line.push(...at.filter((one) => !line.includes(one)));
    at = at.flatMap((one) => {
      const o = sites.organisation(one);
      return [o?.educationParentId, o?.policeParentId].filter((p) => typeof p === 'string');
    });
  }
  return {
    name: own?.name ?? '—',
    timeZone: own?.timeZone ?? 'Asia/Shanghai',
    schoolId: own?.kind === 'school' ? id : null,
    line,
  };
}

function readTls({ tlsCert, tlsKey }: ServerSettings): { cert: Buffer; key: Buffer } | undefined {
  if (tlsCert === null || tlsKey === null) return undefined;
  try {
    const files = { cert: readFileSync(tlsCert), key: readFileSync(tlsKey) };
    createSecureContext(files);
    return files;
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw platformFailure({
      code: 'tls.unusable',
      zh: `证书不可用，请检查 --tls-cert 与 --tls-key（${what}）`,
      en: `the certificate cannot be used; check --tls-cert and --tls-key (${what})`,
      cause,
    });
  }
}

/** The shipped plan with the tier times of the settings. */
function planOfTiers(atSec: readonly number[]): Plan {
  const tiers = defaultPlan.tiers.slice(0, atSec.length);
  return {
    ...defaultPlan,
    tiers: tiers.map((tier, i) => ({
      ...tier,
      waitSec: Math.max(1, (atSec[i + 1] ?? (atSec[i] ?? 0) + tier.waitSec) - (atSec[i] ?? 0)),
    })),
  };
}
