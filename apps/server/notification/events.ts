import { randomBytes } from 'node:crypto';
import type { Fact } from '@anyuan/contracts/facts.ts';
import { v7 } from 'uuid';
import type { Delivered } from '../platform/deliveries.ts';
import type { ActiveChannel } from './catalogue.ts';
import { type EventPayload, type WebhookEvent, webhookEvents } from './payload.ts';
import type { NewNotification } from './store.ts';

/**
 * Rows for channels that speak to machines. `alarm.raised` is told with an alarm's first call (or with
 * the fact that nobody was found), so that the flood of detections costs no delivery of its own; its key
 * holds it to once.
 */
export function eventRows(
  entries: readonly Pick<Delivered, 'fact' | 'factId' | 'at'>[],
  active: readonly ActiveChannel[],
  now: number,
): NewNotification[] {
  const takers = active.filter(({ channel }) => channel.carriesEvents);
  const rows = new Map<string, NewNotification>();
  for (const { channel, settings } of takers) {
    for (const target of channel.targetsOf(null, settings)) {
      for (const told of entries.flatMap(eventsOf)) {
        const dedupKey = `${told.key}:${channel.kind}:${target}`;
        rows.set(dedupKey, {
          id: v7(),
          alarmId: told.alarmId,
          personId: null,
          channel: channel.kind,
          target,
          dedupKey,
          payload: told.payload,
          receipt: randomBytes(24).toString('base64url'),
          queuedAt: now,
          dueAt: now,
        });
      }
    }
  }
  return [...rows.values()];
}

interface Told {
  alarmId: string;
  key: string;
  payload: EventPayload;
}

function eventsOf({ fact, factId, at }: Pick<Delivered, 'fact' | 'factId' | 'at'>): Told[] {
  if (!('alarmId' in fact) || fact.alarmId === null) return [];
  const { alarmId } = fact;
  const told = (event: WebhookEvent, key: string, of: Fact | null): Told => ({
    alarmId,
    key: `${alarmId}:${key}`,
    payload: { type: 'event', event, at, fact: of },
  });
  const isFirst =
    fact.type === 'dispatch.nobodyFound' || (fact.type === 'dispatch.called' && fact.round === 0);
  const raised = isFirst ? [told('alarm.raised', 'event:raised', null)] : [];
  const event = webhookEvents.find((e) => e === fact.type);
  return event ? [...raised, told(event, `event:${factId}`, fact)] : raised;
}
