import { type ConsoleClient, makeConsoleClient } from '@anyuan/testkit/console-client.ts';
import type { Credential, Fleet } from './load.ts';
import { connectFleet } from './load.ts';
import type { BrokerKind, World } from './world.ts';

/** What the terminals and consoles remember over all deaths of the server. */
export interface Witnesses {
  fleet: Fleet;
  consoles: ConsoleClient[];
  /** Ids whose terminal has the application's word: these may never be missing. */
  acknowledged: Set<string>;
  sent: Set<string>;
  stop(): Promise<void>;
}

export interface KillWorldOptions {
  terminals: number;
  consoles: number;
  broker: BrokerKind;
  /** Seconds of each tier and of the repeat, instead of the shipped ones. */
  tierSec: number | null;
}

/** A server with terminals and consoles that outlive it. */
export async function openWitnesses(world: World, options: KillWorldOptions): Promise<Witnesses> {
  await world.start(options.broker);
  const seed = await world.seed({
    terminals: options.terminals,
    schools: Math.ceil(options.terminals / 50),
    consoles: options.consoles,
  });
  if (options.tierSec !== null) await hurryPlans(world, options.tierSec);
  // Started again, so that rosters and plans are read as on any morning.
  await world.stopServer();
  await world.start(options.broker);
  const acknowledged = new Set<string>();
  const fleet = await openFleet(world, seed.terminals, (id) => acknowledged.add(id));
  const consoles = seed.consoles.map(({ login, password }) =>
    makeConsoleClient({ url: world.url, login, password, retryMs: 100 }),
  );
  const stop = async () => {
    await Promise.all(consoles.map((c) => c.stop()));
    await fleet.stop();
  };
  try {
    await Promise.all(consoles.map((c) => c.open()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { fleet, consoles, acknowledged, sent: new Set(), stop };
}

function openFleet(
  world: World,
  credentials: readonly Credential[],
  onAcknowledged: (id: string) => void,
): Promise<Fleet> {
  return connectFleet({
    url: world.mqttUrl,
    credentials,
    onAcknowledged,
    // Quicker than on a wall, where half a minute does not matter: a cycle here lasts seconds.
    retryMs: { first: 100, longest: 500 },
  });
}

async function hurryPlans(world: World, seconds: number): Promise<void> {
  await world.withDb((db) =>
    db.pool.query({
      text: `
        update plan set body = body || jsonb_build_object('repeatSec', $1::int, 'tiers', (
          select jsonb_agg(tier || jsonb_build_object('waitSec', $1::int) order by n)
          from jsonb_array_elements(body->'tiers') with ordinality as t(tier, n)
        ))`,
      values: [seconds],
    }),
  );
}
