import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Reaction } from '../platform/deliveries.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import type { Http } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import { makeFigures, type ReportedSchool } from '../reports/figures.ts';
import { makeReportJobs } from '../reports/report-jobs.ts';
import { serveReports } from '../reports/report-routes.ts';
import { makeRollupReaction, makeRollupSweep } from '../reports/rollup.ts';
import { type FigureRoutesOptions, serveFigures } from '../reports/routes.ts';
import type { SiteOrganisation } from '../sites/read-model.ts';
import type { Ground } from './ground.ts';
import { belowOf, composeRecords } from './records.ts';

export interface Reports {
  reaction: Reaction;
  sweep: DueTimer;
  /** Makes the reports that people asked for. */
  jobs: DueTimer;
  routes(http: Http): void;
}

/** Figures over alarms, terminals, rosters, incidents and drills: read beside the chain, never in it. */
export function composeReports(ground: Ground): Reports {
  const { sites, about, roster } = ground;
  const options = {
    ...ground,
    timeZone: (schoolId: string) => about(schoolId).timeZone,
    schoolIds: () => [...sites.schools()].map((s) => s.id),
  };
  const figures = makeFigures({
    ...ground,
    postsFilled: (id, now) => new Set(roster.dutiesAt(id, now).map((d) => d.post)),
    calendarOf: (id) => roster.rulesOf(id).calendar,
    timeZoneOf: (id) => about(id).timeZone,
    lineOf: (id) => about(id).line,
  });
  const jobs = makeReportJobs({ ...ground, figures });
  return {
    reaction: makeRollupReaction(options),
    sweep: makeRollupSweep(options),
    jobs,
    routes(http) {
      serveFigures(http, { ...ground, figures, scopeOf: scopeOf(ground) });
      serveReports(http, {
        ...ground,
        scopeOf: scopeOf(ground),
        lineOf: (id) => about(id).line,
        organisationName: (id) => sites.organisation(id)?.name ?? null,
        wake: jobs.wake,
      });
      composeRecords(ground, http);
    },
  };
}

const heights = ['policeBureau', 'educationBureau', 'policeStation', 'school'] as const;

/** Where a person looks from when they name no organisation: the highest at which they have a role. */
function ownOrganisation({ sites }: Ground, who: Who): SiteOrganisation | undefined {
  return who.assignments
    .map((a) => sites.organisation(a.organisationId))
    .filter((o) => o !== undefined)
    .sort((a, b) => heights.indexOf(a.kind) - heights.indexOf(b.kind))[0];
}

function scopeOf(ground: Ground): FigureRoutesOptions['scopeOf'] {
  const { sites, about } = ground;
  return (who, organisationId) => {
    const asked =
      organisationId === undefined
        ? ownOrganisation(ground, who)
        : sites.organisation(organisationId);
    if (!asked) throw new Refusal('subject.unknown');
    const below = belowOf(ground, asked.id);
    const visible = who.schoolIds('figures.view');
    const schoolIds = [...below].filter((id) => sites.school(id) !== undefined);
    // Of another line (a police leader asks for the education bureau) only where all its schools are theirs as well:
    // figures of half an organisation under its whole name would mislead.
    const isTheirs = who.may('figures.view', asked.id) || schoolIds.every((id) => visible.has(id));
    const schools = schoolIds.filter((id) => visible.has(id)).map((id) => school(ground, id));
    if (!isTheirs || schools.length === 0) throw new Refusal('subject.unknown');
    const mine = new Set(schools.map((s) => s.schoolId));
    const within = (ids: ReadonlySet<string>) => [...ids].filter((id) => mine.has(id));
    return {
      organisation: { ...asked, timeZone: about(asked.id).timeZone },
      schools,
      rosterIds: [...below].filter((id) => who.may('figures.view', id)),
      incidents: who.permissions.has('incident.view')
        ? {
            schoolIds: within(who.schoolIds('incident.view')),
            lines: {
              school: within(who.schoolIds('incident.schoolLine')),
              police: within(who.schoolIds('incident.policeLine')),
            },
          }
        : null,
    };
  };
}

function school({ sites, about }: Ground, id: string): ReportedSchool {
  const found = sites.school(id);
  const stationId = found?.policeStationId ?? null;
  const placed = found?.zones.find((z) => z.latitude !== null && z.longitude !== null);
  return {
    schoolId: id,
    name: found?.name ?? '—',
    stationId,
    stationName: stationId === null ? null : (sites.organisation(stationId)?.name ?? null),
    latitude: placed?.latitude ?? null,
    longitude: placed?.longitude ?? null,
    timeZone: about(id).timeZone,
  };
}
