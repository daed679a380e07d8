import type { Clock } from '@anyuan/contracts/clock.ts';
import { wallLayoutSchema } from '@anyuan/contracts/figures.ts';
import { figureRoutes } from '@anyuan/contracts/routes/figures.ts';
import type { Db } from '../platform/db.ts';
import type { Http } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import { csvOf } from './csv.ts';
import type { Figures } from './figures.ts';
import { deleteLayout, findLayout, saveLayout } from './layout-store.ts';
import type { FiguresScope } from './scope.ts';

export interface FigureRoutesOptions {
  db: Db;
  clock: Clock;
  figures: Figures;
  /** What of an organisation this person may see. Refuses what is not theirs. */
  scopeOf(who: Who, organisationId: string | undefined): Omit<FiguresScope, 'range' | 'alarmKind'>;
}

/** Figures for walls and spreadsheets, and how each person lays out theirs. */
export function serveFigures(http: Http, options: FigureRoutesOptions): void {
  const { db, clock, figures, scopeOf } = options;

  http.serve(figureRoutes.showFigures, ({ query, who }) => {
    const { organisationId, range, alarmKind } = query;
    return figures.read({ ...scopeOf(who, organisationId), range, alarmKind });
  });

  http.serve(figureRoutes.exportFigures, async ({ query, who, reply }) => {
    const { organisationId, range, alarmKind, table } = query;
    const read = await figures.read({ ...scopeOf(who, organisationId), range, alarmKind });
    const name = `anyuan-${table}-${read.days.from}-${read.days.to}.csv`;
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(csvOf(read, table, who.locale));
  });

  http.serve(figureRoutes.showWallLayout, async ({ who }) => {
    // A layout kept before a panel was renamed is as none.
    const kept = wallLayoutSchema.safeParse(await findLayout(db.query, who.personId));
    return { layout: kept.success ? kept.data : null };
  });

  http.serve(figureRoutes.saveWallLayout, async ({ who, body }) => {
    await saveLayout(db.query, { personId: who.personId, layout: body, at: clock.now() });
    return { ok: true as const };
  });

  http.serve(figureRoutes.resetWallLayout, async ({ who }) => {
    await deleteLayout(db.query, who.personId);
    return { ok: true as const };
  });
}
