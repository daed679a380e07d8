import { playbookRoutes } from '@anyuan/contracts/routes/playbooks.ts';
import type { Http } from '../platform/http.ts';
import type { PlaybookRuns } from './runs.ts';
import type { Playbooks } from './service.ts';

/** Playbooks of running alarms, and their editing. */
export function servePlaybooks(
  http: Http,
  { playbooks, runs }: { playbooks: Playbooks; runs: PlaybookRuns },
): void {
  http.serve(playbookRoutes.showPlaybookRun, async ({ params }) => ({
    run: await runs.view(params.alarmId),
  }));
  http.serve(playbookRoutes.tickPlaybook, async ({ params, body, who }) => ({
    run: await runs.tick(params.alarmId, { ...body, personId: who.personId }),
  }));
  http.serve(playbookRoutes.listPlaybooks, async ({ params }) => ({
    playbooks: await playbooks.list(params.schoolId),
  }));
  http.serve(playbookRoutes.listPlaybookVersions, async ({ params }) => ({
    versions: await playbooks.versions(params.schoolId, params.playbookKey),
  }));
  http.serve(playbookRoutes.savePlaybook, async ({ params, body, who }) => {
    const { schoolId, playbookKey: key } = params;
    return { playbooks: await playbooks.save({ schoolId, key, personId: who.personId, ...body }) };
  });
  http.serve(playbookRoutes.removePlaybook, async ({ params, body, who }) => {
    const { schoolId, playbookKey: key } = params;
    return {
      playbooks: await playbooks.remove({ schoolId, key, personId: who.personId, ...body }),
    };
  });
  http.serve(playbookRoutes.restorePlaybook, async ({ params, body, who }) => {
    const { schoolId, playbookKey: key } = params;
    return {
      playbooks: await playbooks.restore({ schoolId, key, personId: who.personId, ...body }),
    };
  });
}
