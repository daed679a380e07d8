import type { IncidentFact } from '@anyuan/contracts/incident-facts.ts';
import { otherSide } from '@anyuan/core/incident/incident.ts';
import { newsOf } from '@anyuan/core/incident/news.ts';
import type { Tx } from '../platform/db.ts';
import { type Delivered, type Reaction, reaction } from '../platform/deliveries.ts';
import type { Notice, Notices } from '../platform/notices.ts';
import { hearersOf, rungAt } from './hearers.ts';
import { openFromAlarm } from './opening.ts';
import type { Incidents, IncidentsOptions } from './service.ts';
import { findIncidents, type Stored } from './store.ts';

export interface IncidentReactOptions extends IncidentsOptions {
  incidents: Incidents;
  notices: Notices;
  timeZone(schoolId: string): string;
}

/** Every alarm that was true becomes an incident, or joins one: nothing silently dies. */
export function makeIncidentOpening(options: IncidentReactOptions): Reaction {
  const { incidents, names } = options;
  let opened: string[] = [];
  return reaction({
    consumer: 'incident',
    types: ['alarm.closed'],
    async run(tx, entries) {
      for (const { fact } of entries) {
        if (fact.verdict !== 'true') continue;
        opened.push(...(await openFromAlarm(tx, fact.alarmId, { incidents, names })));
      }
    },
    committed() {
      const ids = [...new Set(opened)];
      opened = [];
      // The row is there; a screen that is not told now is told by the next change.
      if (ids.length > 0) incidents.tell(ids).catch(() => {});
    },
  });
}

const newsTypes = [
  'incident.opened',
  'incident.offered',
  'incident.offerRang',
  'incident.accepted',
  'incident.returned',
  'incident.assigned',
  'incident.ordered',
  'incident.orderAnswered',
  'incident.reminded',
  'incident.climbed',
  'incident.findingRecorded',
] as const satisfies readonly IncidentFact['type'][];

/** Tells people what happened to incidents. */
export function makeIncidentNews(options: IncidentReactOptions): Reaction {
  return reaction({
    consumer: 'incidentNews',
    types: newsTypes,
    async run(tx, entries) {
      const ids = [...new Set(entries.map((e) => e.fact.incidentId))];
      const found = new Map((await findIncidents(tx, ids)).map((i) => [i.id, i]));
      const made: Notice[] = [];
      for (const entry of entries) {
        const incident = found.get(entry.fact.incidentId);
        const notice = incident && (await noticeOf(tx, entry, incident, options));
        if (notice) made.push(notice);
      }
      await options.notices.add(tx, made);
    },
    committed: () => options.notices.wake(),
  });
}

async function noticeOf(
  tx: Tx,
  { fact, factId }: Pick<Delivered<(typeof newsTypes)[number]>, 'fact' | 'factId'>,
  incident: Stored,
  options: IncidentReactOptions,
): Promise<Notice | null> {
  const { schoolId, number, kind, holder, id } = incident;
  const now = options.clock.now();
  const at = {
    lines: options.linesOf(schoolId),
    onDuty: (side: Stored['holder']) => options.onDuty(schoolId, side, now),
  };
  const news = newsOf(fact, {
    number,
    kind,
    school: options.names.school(schoolId),
    time: (ms) => clockTime(ms, options.timeZone(schoolId)),
    owners: (await hearersOf(tx, incident, at)).ladder[0],
    others: await rungAt(tx, otherSide(holder), at),
    orderedBy: (orderId) => incident.orders.find((o) => o.id === orderId)?.byId ?? null,
  });
  if (!news) return null;
  const { zh, en, people } = news;
  const path = `/m/incidents/${id}`;
  return { key: factId, personIds: people, zh, en, path, tag: id, alarmKind: incident.alarmKind };
}

/** "9月16日 14:00", as both languages read it well enough. */
function clockTime(at: number, timeZone: string): string {
  return new Date(at).toLocaleString('zh-CN', {
    timeZone,
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}
