import { myRosterRoutes } from '@anyuan/contracts/routes/my-roster.ts';
import { reachRoutes } from '@anyuan/contracts/routes/reach.ts';
import { rosterRoutes } from '@anyuan/contracts/routes/rosters.ts';
import { rosterTable } from '@anyuan/core/roster/sheet.ts';
import type { Http } from '../platform/http.ts';
import { attachment, spreadsheetOf, spreadsheetType } from '../platform/spreadsheet.ts';
import type { Who } from '../platform/who.ts';
import type { Confirmations } from './confirmations.ts';
import type { HandOvers } from './hand-overs.ts';
import type { MyRosters } from './my-roster.ts';
import type { ReachTests } from './reach-tests.ts';
import type { Editor, RosterService } from './service.ts';
import type { Swaps } from './swaps.ts';
import type { RosterViews } from './view.ts';

const done = { ok: true } as const;

export interface RosterParts {
  service: RosterService;
  views: RosterViews;
  swaps: Swaps;
  my: MyRosters;
  confirmations: Confirmations;
  handOvers: HandOvers;
  reachTests: ReachTests;
}

const editor = (who: Who, { organisationId }: { organisationId: string }): Editor => ({
  organisationId,
  personId: who.personId,
});

/** Pages and edits of rosters, for those who keep them. */
export function serveRosters(http: Http, { service, views }: RosterParts): void {
  const r = rosterRoutes;
  http.serve(r.listRosters, async ({ who }) => ({ organisations: await views.listRosters(who) }));
  http.serve(r.showRoster, ({ who, params, query }) =>
    views.showRoster(who, params.organisationId, query),
  );
  http.serve(r.exportRoster, async ({ who, params, query, reply }) => {
    const view = await views.showRoster(who, params.organisationId, query);
    const from = view.days[0]?.day ?? '';
    return reply
      .type(spreadsheetType)
      .header('content-disposition', attachment(`${view.organisationName} ${from}.xlsx`))
      .send(spreadsheetOf(rosterTable(view, who.locale)));
  });
  http.serve(r.showCalendar, ({ params }) => views.showCalendar(params.organisationId));
  http.serve(r.previewShift, ({ who, params, body }) =>
    service.previewShift(editor(who, params), params.shiftId, body),
  );
  http.serve(r.saveShift, async ({ who, params, body }) => {
    const { opened } = await service.saveShift(editor(who, params), params.shiftId, body);
    return { ...done, opened };
  });
  http.serve(r.removeShift, async ({ who, params }) => {
    const { opened } = await service.removeShift(editor(who, params), params.shiftId);
    return { ...done, opened };
  });
  http.serve(r.restoreShift, async ({ who, params }) => {
    const { opened } = await service.restoreShift(editor(who, params), params.shiftId);
    return { ...done, opened };
  });
  http.serve(r.changeDuty, async ({ who, params, body }) => {
    const { shiftId, day } = params;
    const change = { shiftId, day, outId: null, inId: null, ...body };
    const { opened, subject } = await service.changeDuty(editor(who, params), change);
    return { ...done, opened, changeId: subject };
  });
  http.serve(r.undoDutyChange, async ({ who, params }) => {
    const { opened } = await service.undoDutyChange(editor(who, params), params.changeId);
    return { ...done, opened };
  });
  http.serve(r.addLeave, async ({ who, params, body }) => {
    const { opened, subject } = await service.addLeave(editor(who, params), body);
    return { ...done, opened, leaveId: subject };
  });
  http.serve(r.cancelLeave, async ({ who, params }) => {
    const { opened } = await service.cancelLeave(editor(who, params), params.leaveId);
    return { ...done, opened };
  });
  http.serve(r.saveCalendar, async ({ who, params, body }) => {
    const { opened, saved } = await service.saveCalendar(editor(who, params), body);
    return { ...done, opened, saved };
  });
  http.serve(r.saveRequiredPosts, async ({ who, params, body }) => {
    const { opened } = await service.saveRequiredPosts(editor(who, params), body.required);
    return { ...done, opened };
  });
}

/** What everybody does with their own duties. */
export function serveMyRoster(http: Http, { swaps, my, confirmations }: RosterParts): void {
  const r = myRosterRoutes;
  http.serve(r.myRoster, ({ who }) => my.view(who));
  http.serve(r.confirmDuty, async ({ who, params }) => {
    await confirmations.confirm(who.personId, params);
    return done;
  });
  http.serve(r.askSwap, async ({ who, body }) => ({
    swapId: await swaps.ask({ ...body, fromId: who.personId }),
  }));
  http.serve(r.answerSwap, async ({ who, params, body }) => {
    await swaps.answer(params.swapId, who.personId, body.agree);
    return done;
  });
  http.serve(r.withdrawSwap, async ({ who, params }) => {
    await swaps.withdraw(params.swapId, who.personId);
    return done;
  });
  http.serve(r.makeCalendarLink, ({ who }) => my.makeLink(who));
  http.serve(r.readCalendar, async ({ params, reply }) => {
    const text = await my.calendarOf(params.token);
    return reply.type('text/calendar; charset=utf-8').send(text);
  });
}

/** Who can be reached, and the hand-over from one to the next. */
export function serveReach(http: Http, { handOvers, reachTests }: RosterParts): void {
  const r = reachRoutes;
  http.serve(r.showReach, ({ params }) => reachTests.board(params.organisationId));
  http.serve(r.beginReachTest, ({ who, params, body }) =>
    reachTests.begin({ ...params, ...body, begunBy: who.personId }),
  );
  http.serve(r.saveReachRule, async ({ who, params, body }) => {
    await reachTests.saveRule(params.organisationId, who.personId, body);
    return done;
  });
  http.serve(r.listHandOvers, async ({ params }) => ({
    handOvers: await handOvers.listAt(params.organisationId),
  }));
  http.serve(r.myDutyTasks, async ({ who }) => ({
    tests: await reachTests.waitingFor(who.personId),
    ...(await handOvers.of(who.personId)),
  }));
  http.serve(r.answerReachTest, async ({ who, params }) => {
    await reachTests.answer(params.testId, who.personId);
    return done;
  });
  http.serve(r.writeHandOver, async ({ who, body }) => ({
    handOverId: await handOvers.write(who.personId, body),
  }));
  http.serve(r.signHandOver, async ({ who, params, body }) => {
    await handOvers.sign(who.personId, params.handOverId, body.note);
    return done;
  });
}
