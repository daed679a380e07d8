import { routes } from '@anyuan/contracts/routes/index.ts';
import type { Http } from '../platform/http.ts';
import type { SelfTests } from './service.ts';

export function serveSelfTests(http: Http, selfTests: SelfTests): void {
  http.serve(routes.listSelfTests, async ({ who }) => ({
    terminals: await selfTests.latest([...who.schoolIds('terminal.view')]),
  }));

  http.serve(routes.askSelfTest, async ({ who, params }) => {
    await selfTests.ask(params.terminalId, who.personId);
    return { ok: true } as const;
  });

  http.serve(routes.showSelfTests, async ({ params }) => ({
    runs: await selfTests.runs(params.terminalId),
  }));
}
