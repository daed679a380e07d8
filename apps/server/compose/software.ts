import { readFileSync } from 'node:fs';
import { raiseConfigVersions } from '../devices/store.ts';
import type { Http } from '../platform/http.ts';
import { newId } from '../platform/ids.ts';
import { serveSoftware } from '../software/routes.ts';
import { makeSoftware } from '../software/service.ts';
import { makeRolloutStepper } from '../software/stepper.ts';
import type { Chain, SoftwareParts } from './chain.ts';
import type { Ground } from './ground.ts';

const about = new URL('../package.json', import.meta.url);
/** A self-test that is asked for later than this is not worth playing, ms. */
const askMs = 60_000;

export function composeSoftware(ground: Ground, chain: Chain): SoftwareParts {
  const { clock, settings } = ground;
  const { version } = JSON.parse(readFileSync(about, 'utf8')) as { version: string };
  const common = {
    ...ground,
    operations: chain.operations,
    renewConfig: raiseConfigVersions,
    pushConfig: (ids: readonly string[]) => chain.devices.pushConfig(ids),
  };
  const service = makeSoftware({ ...common, makerKey: settings.makerKey, serverVersion: version });
  const stepper = makeRolloutStepper({
    ...common,
    async askSelfTest(terminalId) {
      const ask = { v: 1, id: newId(), what: 'selfTest', expiresAt: clock.now() + askMs } as const;
      await chain.link.send(terminalId, 'ask', ask);
    },
  });
  return { service, stepper };
}

export function serveTerminalSoftware(ground: Ground, chain: Chain, http: Http): void {
  const { service: software, stepper } = chain.software;
  const hasKey = ground.settings.makerKey !== null;
  const { sites } = ground;
  const zone = (id: string) => {
    const found = sites.zone(id);
    return { place: found?.place ?? '—', schoolName: found?.schoolName ?? '—' };
  };
  const names = { ...ground.names, zone };
  serveSoftware(http, { ...ground, software, stepper, hasKey, names });
}
