import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rungAt } from '../incident/hearers.ts';
import type { Reaction } from '../platform/deliveries.ts';
import type { DueTimer } from '../platform/due-timer.ts';
import type { Http } from '../platform/http.ts';
import { makePartFiles, type PartFiles, partFolder } from '../quick-report/part-files.ts';
import { makeReportNews } from '../quick-report/react.ts';
import { makeReportRetention } from '../quick-report/retention.ts';
import { serveQuickReports } from '../quick-report/routes.ts';
import { makeQuickReports, type OpenedFrom, type QuickReports } from '../quick-report/service.ts';
import { makeFirstKey, openClipKeys } from '../recordings/clip-keys.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';
import { incidentGround } from './incidents.ts';

/** Sealed as recordings are; a first key only where nothing lies that another one opens. */
function filesOf({ settings, clock }: Ground): PartFiles {
  const keyFile = join(settings.data, 'quick-reports.key');
  const keys = openClipKeys(keyFile);
  return makePartFiles(settings.data, async () => {
    const sealed = await readdir(join(settings.data, partFolder)).catch(() => []);
    if (!existsSync(keyFile) && sealed.length === 0) {
      await mkdir(settings.data, { recursive: true, mode: 0o700 });
      makeFirstKey(keyFile, clock.now());
    }
    return keys;
  });
}

/** A report becomes an incident of the reporter's side, with the report's own id. */
function openIncident(chain: Chain) {
  return (tx: Parameters<Chain['incidents']['open']>[0], from: OpenedFrom, personId: string) => {
    const { report, kind, title } = from;
    const { id, schoolId, place, side } = report;
    return chain.incidents.open(
      tx,
      {
        ...{ id, schoolId, kind, title, place, content: report.words, raisedBy: side },
        ...{ source: 'report', alarmKind: 'actual', alarmIds: [], occurredAt: report.madeAt },
        ...{ shared: false, offered: false },
      },
      { personId, side },
    );
  };
}

/** 随手报: what phones send, and what becomes of it. */
export function composeQuickReports(ground: Ground, chain: Chain, http: Http): QuickReports {
  const { sites, names } = ground;
  const options = {
    ...ground,
    names,
    files: filesOf(ground),
    zonePlace(schoolId: string, zoneId: string) {
      const zone = sites.zone(zoneId);
      return zone?.schoolId === schoolId ? zone.place : null;
    },
    openIncident: openIncident(chain),
    tellIncidents: chain.incidents.tell,
  };
  const reports = makeQuickReports(options);
  serveQuickReports(http, { ...options, reports });
  return reports;
}

export function quickReportNews(ground: Ground, chain: Chain): Reaction {
  const { linesOf, onDuty } = incidentGround(ground);
  return makeReportNews({
    notices: chain.notification.notices,
    names: ground.names,
    workers: (tx, schoolId, side) =>
      rungAt(tx, side, {
        lines: linesOf(schoolId),
        onDuty: (at) => onDuty(schoolId, at, ground.clock.now()),
      }),
  });
}

export function composeReportRetention(ground: Ground, chain: Chain): DueTimer {
  return makeReportRetention({
    ...ground,
    files: filesOf(ground),
    async keepDays() {
      const { quickReports: media, alarms: records } = await chain.retention.inForce();
      return { media, records };
    },
  });
}
