import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import { makeServer, type Server } from '@anyuan/server/main.ts';
import { makeLog } from '@anyuan/server/platform/log.ts';
import { type Scenario, testSettings } from './scenario.ts';

/** Another instance on the same database and clock; the settings name the broker that both use. */
export async function anotherServer(
  s: Scenario,
  settings: Partial<ServerSettings>,
): Promise<Server> {
  const made = await makeServer({
    settings: { ...testSettings('/tmp'), ...settings },
    connection: s.database.connection,
    clock: { ...s.clock, driftMs: () => 0, adopt: () => {} },
    log: makeLog({ level: process.env.ANYUAN_TEST_LOG ?? 'silent' }),
  });
  await made.start();
  return made;
}
