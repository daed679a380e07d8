import { randomBytes } from 'node:crypto';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { PlaceFact } from '@anyuan/contracts/place-facts.ts';
import type { Tx } from '../platform/db.ts';
import { type Editor, type PlacesOptions, placeChannel } from './service.ts';
import * as store from './store.ts';
import * as terminals from './terminal-store.ts';

type TerminalFact = Extract<PlaceFact, { terminalId: string }>['type'];

export interface TerminalPlacing {
  add(edit: Editor & { id: string; name: string; zoneId: string }): Promise<void>;
  edit(edit: Editor & { id: string; name: string; zoneId: string }): Promise<void>;
  /** `removed: false` takes it back; it must be enrolled again then. */
  remove(edit: Editor & { id: string; removed: boolean }): Promise<void>;
}

interface Placing {
  id: string;
  name: string;
  zoneId: string;
}

/** Which terminals there are and where they hang. */
export function makeTerminalPlacing(options: PlacesOptions): TerminalPlacing {
  const { db, clock, facts } = options;

  const inTurn = async (
    { schoolId, personId }: Editor,
    work: (tx: Tx) => Promise<{ type: TerminalFact } & Placing>,
  ): Promise<void> => {
    const changed = await db.query.transaction().execute(async (tx) => {
      await store.lockPlaces(tx, schoolId);
      const { id: terminalId, ...rest } = await work(tx);
      const fact = { ...rest, terminalId, personId };
      await facts.append(tx, [{ at: clock.now(), schoolId, fact }]);
      await store.notifyPlaces(tx, placeChannel);
      await options.renewConfig(tx, schoolId);
      return terminalId;
    });
    await options.refreshSites();
    await options.pushConfig([changed]);
  };

  const checkZone = async (tx: Tx, schoolId: string, zoneId: string) => {
    const zone = (await store.findNodes(tx, schoolId)).find((n) => n.id === zoneId);
    if (zone?.kind !== 'zone') throw new Refusal('subject.unknown');
    if (zone.archived) throw new Refusal('place.removed');
  };

  const checkName = async (tx: Tx, schoolId: string, { id, name }: Placing) => {
    const others = await store.findTerminals(tx, schoolId);
    const taken = others.some((t) => t.name === name && t.id !== id && t.archived_at === null);
    if (taken) throw new Refusal('place.nameTaken');
  };

  const locked = async (tx: Tx, schoolId: string, id: string) => {
    const row = await terminals.lockTerminal(tx, schoolId, id);
    if (!row) throw new Refusal('subject.unknown');
    return row;
  };

  return {
    add: (edit) =>
      inTurn(edit, async (tx) => {
        const { schoolId, id, name, zoneId } = edit;
        await checkZone(tx, schoolId, zoneId);
        await checkName(tx, schoolId, edit);
        const arrivalCode = randomBytes(12).toString('base64url');
        await terminals.insertTerminal(tx, { id, schoolId, zoneId, name, arrivalCode });
        return { type: 'terminal.registered', id, name, zoneId };
      }),
    edit: (edit) =>
      inTurn(edit, async (tx) => {
        const { schoolId, id, name, zoneId } = edit;
        await locked(tx, schoolId, id);
        await checkZone(tx, schoolId, zoneId);
        await checkName(tx, schoolId, edit);
        await terminals.updateTerminal(tx, id, { name, zone_id: zoneId });
        return { type: 'terminal.renamed', id, name, zoneId };
      }),
    remove: (edit) =>
      inTurn(edit, async (tx) => {
        const { schoolId, id, removed } = edit;
        const row = await locked(tx, schoolId, id);
        const placing = { id, name: row.name, zoneId: row.zone_id };
        // A button that still works must not be ended from a desk.
        if (removed && row.state === 'online') throw new Refusal('terminal.stillOnline');
        if (!removed) {
          await checkZone(tx, schoolId, row.zone_id);
          await checkName(tx, schoolId, placing);
        }
        await terminals.archiveTerminal(tx, id, removed ? clock.now() : null);
        return { type: removed ? 'terminal.removed' : 'terminal.restored', ...placing };
      }),
  };
}
