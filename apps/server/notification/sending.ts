import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import type { Catalogue } from './catalogue.ts';
import type { PlaceNames } from './render.ts';

/**
 * Each channel is woken for its rows and for its retries; the poll is for what an instance left
 * behind that died.
 */
export const sendPollMs = 5000;

export interface SenderOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  catalogue: Catalogue;
  names: PlaceNames;
}
