import type { Clock } from '@anyuan/contracts/clock.ts';
import { enrol, loadCredential } from './credential.ts';
import { httpRequest } from './http-client.ts';
import type { Log } from './log.ts';
import type { TerminalOptions } from './options.ts';
import type { Credential, Network } from './uplink.ts';

/** A box's way to the server: credential in its folder, Node's own HTTP client. */
export function networkOf(base: {
  options: TerminalOptions;
  dir: string;
  ca: string | undefined;
  clock: Clock;
  log: Log;
}): Network {
  const { server, code, name, mqttUrl } = base.options;
  const about = { ...base, server, code, name, random: Math.random };
  return {
    load: (): Promise<Credential | null> => loadCredential(about),
    enrol: (stopped) => enrol({ ...about, stopped }),
    request: (call) => httpRequest({ ...call, ca: base.ca }),
    mqttUrl,
    ca: base.ca,
  };
}
